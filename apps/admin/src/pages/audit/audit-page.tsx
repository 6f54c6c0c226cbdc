import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { request, query } from '../../api/request';
import type { Page as ListPage } from '../../api/records';
import { useWords } from '../../language/language';
import { Callout, Empty, Failure, Skeleton } from '../../parts/notes';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { usePlace } from '../../routing/location';
import { useChosen } from '../../shell/session';

interface AuditItem {
  readonly stream: string;
  readonly seq: number | string;
  readonly hash: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

interface AuditStatus {
  readonly entries: number;
  readonly lastAt: string | null;
  readonly checkpoint: { readonly at: string; readonly origin: string } | null;
}

/** Who did what, in a chain that shows when something was taken out of it. */
export function AuditPage(): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const cursor = new URLSearchParams(usePlace().search).get('cursor') ?? undefined;
  const list = useQuery({
    queryKey: [api, 'audit', cursor],
    queryFn: ({ signal }) =>
      request<ListPage<AuditItem>>(`${api}/audit${query({ cursor, limit: 50 })}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.items ?? [];
  return (
    <Page title={t('audit/title')} lead={t('audit/lead')}>
      <ChainStatus />
      {list.isPending && <Skeleton lines={8} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <Empty title={t('audit/none')} />}
      {rows.length > 0 && (
        <>
          <AuditTable rows={rows} />
          <Pager next={list.data?.next ?? null} rows={rows.length} cursor={cursor} />
        </>
      )}
    </Page>
  );
}

function ChainStatus(): ReactNode {
  const { t, moment } = useWords();
  const { api } = useChosen();
  const status = useQuery({
    queryKey: [api, 'audit-status'],
    queryFn: ({ signal }) => request<AuditStatus>(`${api}/audit/status`, { signal }),
  });
  if (!status.data) return null;
  const { entries, checkpoint } = status.data;
  return (
    <Callout tone={checkpoint ? 'good' : 'info'} title={t('audit/entries', { n: entries })}>
      <p>{checkpoint ? t('audit/sealed', { date: moment(checkpoint.at) }) : t('audit/notSealed')}</p>
    </Callout>
  );
}

/** The first of these that is a text. */
const textOf = (entry: AuditItem['entry'], ...names: readonly string[]): string => {
  const found = names.map((name) => entry[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : '';
};

function actorOf({ actor }: AuditItem['entry']): string {
  if (typeof actor !== 'object' || actor === null) return '';
  const { type, id } = actor as { readonly type?: unknown; readonly id?: unknown };
  return [type, id].filter((part) => typeof part === 'string').join(' ');
}

function AuditTable({ rows }: { readonly rows: readonly AuditItem[] }): ReactNode {
  const { t, moment, named } = useWords();
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('audit/title')}>
      <table>
        <caption className="hidden-text">{t('audit/title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('audit/when')}</th>
            <th scope="col">{t('audit/what')}</th>
            <th scope="col" className="wide-only">
              {t('audit/who')}
            </th>
            <th scope="col">{t('audit/details')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stream, seq, hash, entry }) => {
            const at = textOf(entry, 'at', 'time', 'recordedAt');
            const event = textOf(entry, 'event', 'type', 'action');
            return (
              <tr key={`${stream} ${seq}`}>
                <td className="nowrap">{at === '' ? '–' : moment(at)}</td>
                <th scope="row">{named('event', event)}</th>
                <td className="wide-only">{actorOf(entry)}</td>
                <td>
                  <details>
                    <summary>
                      {t('audit/show')} {String(seq)}
                    </summary>
                    <pre tabIndex={0}>{JSON.stringify({ ...entry, hash }, null, 2)}</pre>
                  </details>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
