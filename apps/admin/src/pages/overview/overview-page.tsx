import type { ReactNode } from 'react';
import { useCauses, useOverview, type ConnectionState, type Overview } from '../../api/overview';
import { useWords } from '../../language/language';
import { Card, Page } from '../../parts/page';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';
import { ConnectionBadge } from '../connections/connection-badge';
import { CauseTable } from '../inbox/cause-table';
import { DaysCard } from './days-card';

/** What needs somebody, how the connections are, and what has gone in the last fortnight. */
export function OverviewPage(): ReactNode {
  const { t } = useWords();
  const overview = useOverview();
  return (
    <Page title={t('overview/title')}>
      {overview.isPending && <Skeleton lines={6} />}
      {overview.isError && <Failure error={overview.error} retry={() => void overview.refetch()} />}
      {overview.data && <Contents overview={overview.data} />}
    </Page>
  );
}

function Contents({ overview: { connections, days } }: { readonly overview: Overview }): ReactNode {
  const { t } = useWords();
  if (connections.length === 0) return <FirstSteps />;
  return (
    <div className="grid">
      <Tiles connections={connections} days={days} />
      <div className="two">
        <CausesCard />
        <Card title={t('overview/connections')}>
          <ul className="stack">
            {connections.map((connection) => (
              <ConnectionLine key={connection.id} connection={connection} />
            ))}
          </ul>
        </Card>
      </div>
      <DaysCard days={days} />
    </div>
  );
}

const sum = (connections: readonly ConnectionState[], ...states: readonly string[]): number =>
  connections.flatMap(({ counts }) => states.map((state) => counts[state] ?? 0)).reduce((a, b) => a + b, 0);

function Tiles({ connections, days }: Overview): ReactNode {
  const { t } = useWords();
  const { base } = useChosen();
  const hasLog = connections.some(({ connector }) => connector === 'kita-planer');
  const toCheck = connections.reduce((total, { open }) => total + open, 0);
  return (
    <div className="tiles">
      <Tile
        tone={toCheck > 0 ? 'bad' : 'good'}
        title={t('overview/toCheck')}
        count={toCheck}
        note={t('overview/toCheckNote')}
        link={{ href: `${base}/inbox`, text: t('overview/openInbox') }}
      />
      <Tile
        tone="calm"
        title={t('overview/waiting')}
        count={sum(connections, 'accepted', 'sending')}
        note={t('overview/waitingNote')}
        {...(hasLog && { link: { href: `${base}/records?status=NEU`, text: t('records/title') } })}
      />
      <Tile
        tone="good"
        title={t('overview/delivered')}
        count={days.reduce((total, { delivered }) => total + Number(delivered ?? 0), 0)}
        note={t('overview/deliveredNote')}
        {...(hasLog && { link: { href: `${base}/records?view=archive`, text: t('records/archive') } })}
      />
    </div>
  );
}

interface TileProps {
  readonly tone: 'good' | 'bad' | 'calm';
  readonly title: string;
  readonly count: number;
  readonly note: string;
  readonly link?: { readonly href: string; readonly text: string };
}

function Tile({ tone, title, count, note, link }: TileProps): ReactNode {
  const { number } = useWords();
  return (
    <section className={`tile ${tone}`}>
      <h2>{title}</h2>
      <p className="tile-number">{number(count)}</p>
      <p className="quiet-text">{note}</p>
      {link && <Link href={link.href}>{link.text}</Link>}
    </section>
  );
}

function CausesCard(): ReactNode {
  const { t } = useWords();
  const { base } = useChosen();
  const causes = useCauses();
  return (
    <Card
      title={t('overview/causes')}
      actions={<Link href={`${base}/inbox`}>{t('overview/openInbox')}</Link>}
    >
      {causes.isPending && <Skeleton lines={3} />}
      {causes.isError && <Failure error={causes.error} retry={() => void causes.refetch()} />}
      {causes.data?.items.length === 0 && <Empty title={t('inbox/done')} />}
      {causes.data && causes.data.items.length > 0 && (
        <CauseTable
          causes={[...causes.data.items].sort((one, other) => other.count - one.count).slice(0, 5)}
          short
        />
      )}
    </Card>
  );
}

function ConnectionLine({ connection }: { readonly connection: ConnectionState }): ReactNode {
  const { t, moment, day } = useWords();
  const { base } = useChosen();
  const { id, name, lastSuccessAt, credentialEndsAt } = connection;
  return (
    <li className="stack">
      <div className="card-head">
        <Link href={`${base}/connections?connection=${id}`}>{name}</Link>
        <ConnectionBadge connection={connection} />
      </div>
      <p className="quiet-text">
        {lastSuccessAt ? t('overview/lastSuccess', { date: moment(lastSuccessAt) }) : t('overview/noSuccess')}
        {credentialEndsAt && ` · ${t('overview/credentialUntil', { date: day(credentialEndsAt) })}`}
      </p>
    </li>
  );
}

function FirstSteps(): ReactNode {
  const { t } = useWords();
  const { base } = useChosen();
  return (
    <Empty title={t('overview/emptyTitle')}>
      <ol className="stack">
        <li>{t('overview/step1')}</li>
        <li>{t('overview/step2')}</li>
        <li>{t('overview/step3')}</li>
      </ol>
      <Link className="button main" href={`${base}/connections`}>
        {t('connections/title')}
      </Link>
    </Empty>
  );
}
