import type { ReactNode } from 'react';
import { useExpiries, type Expiry } from '../../api/overview';
import { useWords } from '../../language/language';
import { Icon } from '../../parts/icon';
import { Badge, Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';

/** When certificates and passwords end, soonest first; the same for one's own calendar. */
export function CalendarPage(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const expiries = useExpiries();
  return (
    <Page
      title={t('calendar/title')}
      lead={t('calendar/lead')}
      actions={
        <a className="button plain" href={`/api/v1${api}/expiries.ics`} download>
          <Icon name="download" />
          {t('calendar/ical')}
        </a>
      }
    >
      {expiries.isPending && <Skeleton />}
      {expiries.isError && <Failure error={expiries.error} retry={() => void expiries.refetch()} />}
      {expiries.data?.items.length === 0 && <Empty title={t('calendar/none')} />}
      {expiries.data && expiries.data.items.length > 0 && <ExpiryTable expiries={expiries.data.items} />}
    </Page>
  );
}

function ExpiryTable({ expiries }: { readonly expiries: readonly Expiry[] }): ReactNode {
  const { t, day, named } = useWords();
  const { base } = useChosen();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('calendar/title')}>
      <table>
        <caption className="hidden-text">{t('calendar/title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('calendar/until')}</th>
            <th scope="col">{t('connection')}</th>
            <th scope="col">{t('calendar/credential')}</th>
            <th scope="col">{t('calendar/left')}</th>
          </tr>
        </thead>
        <tbody>
          {[...expiries]
            .sort((one, other) => one.daysLeft - other.daysLeft)
            .map((expiry) => (
              <tr key={`${expiry.connection} ${expiry.credential} ${expiry.version}`}>
                <th scope="row" className="nowrap">
                  {day(expiry.expiresAt)}
                </th>
                <td>
                  <Link href={`${base}/connections?connection=${expiry.connection}`}>
                    {expiry.connectionName}
                  </Link>
                </td>
                <td>
                  {named('owner', expiry.credential)} ({expiry.version})
                </td>
                <td>
                  <DaysLeft days={expiry.daysLeft} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

const SOON_DAYS = 60;

function DaysLeft({ days }: { readonly days: number }): ReactNode {
  const { t } = useWords();
  if (days < 0) {
    return (
      <Badge tone="bad" icon="refused">
        {t('calendar/expired')}
      </Badge>
    );
  }
  return days <= SOON_DAYS ? (
    <Badge tone="notice" icon="warning">
      {t('calendar/days', { n: days })}
    </Badge>
  ) : (
    <Badge tone="good" icon="check">
      {t('calendar/days', { n: days })}
    </Badge>
  );
}
