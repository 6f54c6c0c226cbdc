import type { DeliveryState, HoldReason, ListedDelivery } from '@gateway/delivery';

/** Exportstatus, as users of the Kita-Planer export know it (chapter 4.4). */
export const exportStatus = [
  'NEU',
  'PRUEFFEHLER',
  'ANGEHALTEN',
  'IN_UEBERTRAGUNG',
  'EXPORTIERT',
  'FEHLER_IN_KITA_PLANER',
  'UNGEKLAERT',
  'AUFGEGEBEN',
  'ERLEDIGT',
  'ERSETZT',
] as const;

export type ExportStatus = (typeof exportStatus)[number];

const ofState: Readonly<Record<Exclude<DeliveryState, 'held'>, ExportStatus>> = {
  accepted: 'NEU',
  sending: 'IN_UEBERTRAGUNG',
  delivered: 'EXPORTIERT',
  rejected: 'FEHLER_IN_KITA_PLANER',
  uncertain: 'UNGEKLAERT',
  failed: 'AUFGEGEBEN',
  resolved: 'ERLEDIGT',
  superseded: 'ERSETZT',
};

export const statusOf = ({
  state,
  heldBecause,
}: {
  state: DeliveryState;
  heldBecause: HoldReason | null;
}): ExportStatus => {
  if (state !== 'held') return ofState[state];
  return heldBecause === 'check-failed' ? 'PRUEFFEHLER' : 'ANGEHALTEN';
};

/** Which deliveries a status stands for. */
export function statesOf(status: ExportStatus): { states: DeliveryState[]; heldBecause?: HoldReason } {
  if (status === 'PRUEFFEHLER') return { states: ['held'], heldBecause: 'check-failed' };
  if (status === 'ANGEHALTEN') return { states: ['held'] };
  return {
    states: (Object.keys(ofState) as Exclude<DeliveryState, 'held'>[]).filter(
      (state) => ofState[state] === status,
    ),
  };
}

/** Why a record is in the archive (chapter 4.4). */
export const archiveReasons = [
  'EXPORTIERT',
  'EXPORTIERT_MIT_HINWEIS',
  'MANUELL_BESTAETIGT',
  'OHNE_EXPORT_ERLEDIGT',
  'ERSETZT',
] as const;

type Reason = NonNullable<ListedDelivery['archiveReason']>;

const ofReason: Readonly<Record<Reason, (typeof archiveReasons)[number]>> = {
  delivered: 'EXPORTIERT',
  'delivered-with-notice': 'EXPORTIERT_MIT_HINWEIS',
  confirmed: 'MANUELL_BESTAETIGT',
  reconciled: 'MANUELL_BESTAETIGT',
  resolved: 'OHNE_EXPORT_ERLEDIGT',
  superseded: 'ERSETZT',
};

export const archiveReasonOf = (reason: Reason): (typeof archiveReasons)[number] => ofReason[reason];

export const reasonsOf = (wanted: (typeof archiveReasons)[number]): Reason[] =>
  (Object.keys(ofReason) as Reason[]).filter((reason) => ofReason[reason] === wanted);
