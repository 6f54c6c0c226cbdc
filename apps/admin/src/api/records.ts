import { request, requestFile, query } from './request';

export const statuses = [
  'NEU',
  'IN_UEBERTRAGUNG',
  'PRUEFFEHLER',
  'ANGEHALTEN',
  'FEHLER_IN_KITA_PLANER',
  'UNGEKLAERT',
  'AUFGEGEBEN',
  'EXPORTIERT',
  'ERLEDIGT',
  'ERSETZT',
] as const;

export type Status = (typeof statuses)[number];

export const archiveReasons = [
  'EXPORTIERT',
  'EXPORTIERT_MIT_HINWEIS',
  'MANUELL_BESTAETIGT',
  'OHNE_EXPORT_ERLEDIGT',
  'ERSETZT',
] as const;

export type ArchiveReason = (typeof archiveReasons)[number];

export type RecordAction = 'confirm' | 'resend' | 'resolve' | 'reopen';

interface Notice {
  readonly code: string | null;
  readonly field?: string;
  readonly fields?: string;
}

/** A record as lists show it; without personal data. */
export interface RecordRow {
  readonly id: string;
  readonly number: string | null;
  readonly status: Status;
  readonly code: string | null;
  readonly childId: string;
  readonly kitaId: string;
  readonly source: Readonly<Record<string, string | number | null>>;
  readonly notices: readonly Notice[];
  readonly attempts: number;
  readonly actions: readonly RecordAction[];
  readonly acceptedAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
  readonly archiveReason: ArchiveReason | null;
}

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly callId: string;
  readonly outcome: string;
  readonly code: string | null;
}

export interface RecordDetail extends RecordRow {
  readonly decidedBy: string | null;
  readonly replacedBy: string | null;
  readonly entries: readonly Entry[];
}

export interface Revealed {
  readonly record: Readonly<Record<string, unknown>> | null;
  readonly messages: readonly {
    readonly call: string;
    readonly at: string;
    readonly message: string | null;
  }[];
  readonly reason: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Which records of a connection; what is not said does not matter. */
export interface RecordFilter {
  readonly view: 'open' | 'archive';
  readonly status?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly childId?: string;
  readonly number?: string;
}

/** Where a connection's part of the API begins, below that of its tenant. */
export const kitaPlaner = (api: string, connection: string): string =>
  `${api}/kita-planer/connections/${connection}`;

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal;
}

export function readRecords(
  base: string,
  { view, status, reason, code, childId, number }: RecordFilter,
  { limit, cursor, signal }: PageAsked,
): Promise<Page<RecordRow>> {
  const special = view === 'open' ? { status, code } : { reason };
  const path = `${base}/${view === 'open' ? 'buffer' : 'archive'}`;
  return request(path + query({ ...special, childId, number, limit, cursor }), signal ? { signal } : {});
}

export const fileFormats = ['csv', 'xlsx', 'pdf'] as const;

/** Everything that matches, as a file the gateway makes. @throws {Problem} */
export const readRecordsAsFile = (
  base: string,
  { view, status, reason, code, childId, number }: RecordFilter,
  { format, language }: { readonly format: (typeof fileFormats)[number]; readonly language: string },
): Promise<Blob> => {
  const special = view === 'open' ? { status, code } : { reason };
  return requestFile(`${base}/list-file` + query({ view, ...special, childId, number, format, language }));
};
