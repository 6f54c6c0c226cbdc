import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useOverview, type Connector } from '../api/overview';
import { rememberTenant, signOut, type Tenant } from '../api/session';
import { useWords } from '../language/language';
import { Button, IconButton } from '../parts/button';
import { SelectField } from '../parts/field';
import { Icon } from '../parts/icon';
import { Empty, Skeleton } from '../parts/notes';
import { Page } from '../parts/page';
import { Link } from '../routing/link';
import { go, usePlace } from '../routing/location';
import { Brand } from './brand';
import { Broken } from './broken';
import { ExpiryWarning, SignInAgain } from './expiry';
import { GlassBanner, WayThroughGlass } from './glass';
import { OperatorPage, pages } from './pages';
import { Preferences } from './preferences';
import { ChosenTenant, useChosen, useSession } from './session';

/** Everything somebody sees who is signed in. */
export function Shell(): ReactNode {
  const { session, expired } = useSession();
  const { path } = usePlace();
  const { tenants = [], user, tenant: last } = session;
  const [, , wanted, key = 'overview'] = path.split('/');
  const tenant =
    tenants.find(({ id }) => id === wanted) ??
    (path.startsWith('/t/') ? undefined : (tenants.find(({ id }) => id === last) ?? tenants[0]));

  useEffect(() => {
    if (tenant && tenant.id !== wanted) go(`/t/${tenant.id}/overview`, { replace: true });
  }, [tenant, wanted]);

  if (!user) return null;
  if (!tenant) return <WithoutTenant empty={tenants.length === 0} operator={user.operator} />;
  return (
    <ChosenTenant tenant={tenant} user={user}>
      <Frame tenants={tenants} pageKey={key} />
      {expired && <SignInAgain />}
    </ChosenTenant>
  );
}

function Frame({
  tenants,
  pageKey,
}: {
  readonly tenants: readonly Tenant[];
  readonly pageKey: string;
}): ReactNode {
  const { t } = useWords();
  const { tenant } = useChosen();
  const [open, setOpen] = useState(false);
  const main = useFocusOnNewPage(pageKey);
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={() => main.current?.focus()}>
        {t('skip')}
      </a>
      <header className="side">
        <div className="side-head">
          <Brand />
          <span className="menu-button">
            <IconButton
              icon={open ? 'close' : 'menu'}
              label={t('menu')}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            />
          </span>
        </div>
        <div className={open ? 'side-body open' : 'side-body'}>
          <TenantChoice tenants={tenants} />
          <Navigation pageKey={pageKey} leave={() => setOpen(false)} />
          <div className="side-foot">
            <Preferences signedIn />
            <WhoIsThere pageKey={pageKey} leave={() => setOpen(false)} />
          </div>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ExpiryWarning />
        <GlassBanner />
        <Broken key={`${tenant.id}/${pageKey}`}>
          <Suspense fallback={<Skeleton />}>
            <Content pageKey={pageKey} />
          </Suspense>
        </Broken>
      </main>
    </div>
  );
}

/** Somebody who hears the page is told that it is another one. */
function useFocusOnNewPage(pageKey: string): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const first = useRef(pageKey);
  useEffect(() => {
    if (first.current === pageKey) return;
    first.current = pageKey;
    main.current?.focus();
    window.scrollTo(0, 0);
  }, [pageKey]);
  return main;
}

function Content({ pageKey }: { readonly pageKey: string }): ReactNode {
  const { t } = useWords();
  const { may, base } = useChosen();
  const page = pages.find(({ key }) => key === pageKey);
  if (!page) {
    return (
      <Page title={t('unknownPage/title')}>
        <Empty title={t('unknownPage/text')}>
          <Link href={`${base}/overview`}>{t('overview/title')}</Link>
        </Empty>
      </Page>
    );
  }
  if (!may(page.permission)) {
    return (
      <Page title={t(page.title)}>
        <Empty title={t('failure/noRight')}>
          <p>{t('failure/noRightText')}</p>
          <WayThroughGlass />
        </Empty>
      </Page>
    );
  }
  return <page.Content />;
}

interface NavigationProps {
  readonly pageKey: string;
  readonly leave: () => void;
}

function Navigation({ pageKey, leave }: NavigationProps): ReactNode {
  const { t } = useWords();
  const { base, may } = useChosen();
  const used = useOverview().data?.connections.map(({ connector }) => connector) ?? [];
  const isUsed = (connector?: Connector): boolean =>
    connector === undefined || used.length === 0 || used.includes(connector);
  return (
    <nav aria-label={t('navigation')}>
      <ul>
        {pages
          .filter(
            ({ permission, aside, connector }) => aside !== true && may(permission) && isUsed(connector),
          )
          .map(({ key, title, icon }) => (
            <li key={key}>
              <Link
                href={`${base}/${key}`}
                onClick={leave}
                {...(key === pageKey ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon name={icon} />
                {t(title)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function TenantChoice({ tenants }: { readonly tenants: readonly Tenant[] }): ReactNode {
  const { t } = useWords();
  const { tenant } = useChosen();
  if (tenants.length < 2) {
    return (
      <div className="field">
        <span className="label">{t('tenant')}</span>
        <strong>{tenant.name}</strong>
      </div>
    );
  }
  return (
    <SelectField
      label={t('tenant')}
      value={tenant.id}
      choices={tenants.map(({ id, name }) => ({ value: id, label: name }))}
      onChoose={(id) => {
        // Only where to begin next time.
        rememberTenant(id).catch(() => undefined);
        go(`/t/${id}/overview`);
      }}
    />
  );
}

function WhoIsThere({ pageKey, leave: close }: NavigationProps): ReactNode {
  const { t } = useWords();
  const { user, tenant, base } = useChosen();
  const leave = async (): Promise<void> => {
    const { redirect } = await signOut();
    window.location.assign(redirect ?? '/sign-in');
  };
  return (
    <div className="who">
      <div>
        <strong>{user.name}</strong>
        <div className="quiet-text">{t(`role/${tenant.role}`)}</div>
      </div>
      <Link
        className="button quiet"
        href={`${base}/account`}
        onClick={close}
        {...(pageKey === 'account' ? { 'aria-current': 'page' as const } : {})}
      >
        <Icon name="key" />
        {t('account/title')}
      </Link>
      <Button look="quiet" icon="out" onClick={() => void leave()}>
        {t('signOut')}
      </Button>
    </div>
  );
}

interface WithoutTenantProps {
  readonly empty: boolean;
  readonly operator: boolean;
}

const WithoutTenant = ({ empty, operator }: WithoutTenantProps): ReactNode =>
  empty && operator ? <FirstTenant /> : <NoTenant empty={empty} />;

/** An operator of an installation without any tenant begins by making one. */
const FirstTenant = (): ReactNode => (
  <main id="main" className="doorway">
    <Suspense fallback={<Skeleton />}>
      <OperatorPage />
    </Suspense>
  </main>
);

function NoTenant({ empty }: { readonly empty: boolean }): ReactNode {
  const { t } = useWords();
  return (
    <main id="main" className="doorway">
      <div className="doorway-card">
        <Brand />
        <Page title={empty ? t('noTenant/title') : t('unknownPage/title')}>
          <p>{empty ? t('noTenant/text') : t('noTenant/other')}</p>
          <a className="button plain" href="/">
            {t('toStart')}
          </a>
        </Page>
      </div>
    </main>
  );
}
