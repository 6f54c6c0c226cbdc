import type { Datenquelle } from '../portal/logbook';
import type { Portal } from '../portal/portal';

export type Tab = 'importe' | 'datensaetze';

/** Stands for Datenquellen of callers nobody knows. */
export const NOBODY = '-';

export const ROWS_PER_PAGE = 50;

/** What the person looking at the Träger-Ansicht has chosen; all of it stands in the address. */
export interface Selection {
  readonly tab: Tab;
  /** Kennungen, and NOBODY. All, if none is chosen. */
  readonly traeger: readonly string[];
  /** Ids of Datenquellen. Those on the first page, if none is chosen. */
  readonly quellen: readonly number[];
  /** From 1. */
  readonly seite: number;
  /** The record that was just finished by hand. */
  readonly erledigt: number | null;
}

export function readSelection(query: URLSearchParams, portal: Portal): Selection {
  const known = [...portal.traeger.keys(), NOBODY];
  const chosen = known.filter((kennung) => query.getAll('traeger').includes(kennung));
  return {
    tab: query.get('tab') === 'datensaetze' ? 'datensaetze' : 'importe',
    traeger: chosen.length > 0 ? chosen : known,
    quellen: query.getAll('quelle').map(Number).filter(Number.isSafeInteger),
    seite: Math.max(1, Number.parseInt(query.get('seite') ?? '1', 10) || 1),
    erledigt: /^\d{1,15}$/.test(query.get('erledigt') ?? '') ? Number(query.get('erledigt')) : null,
  };
}

/** The address of another view of the same selection. */
export function addressOf({ tab, traeger, quellen, seite }: Selection): string {
  const query = new URLSearchParams({ tab });
  for (const kennung of traeger) query.append('traeger', kennung);
  for (const id of quellen) query.append('quelle', String(id));
  if (seite > 1) query.set('seite', String(seite));
  return query.toString();
}

/** Newest first. */
export const importsOf = (portal: Portal, { traeger }: Selection): Datenquelle[] =>
  portal.logbook
    .all()
    .filter((one) => traeger.includes(one.traeger ?? NOBODY))
    .toReversed();

export const onPage = <T>(rows: readonly T[], seite: number): readonly T[] =>
  rows.slice((seite - 1) * ROWS_PER_PAGE, seite * ROWS_PER_PAGE);
