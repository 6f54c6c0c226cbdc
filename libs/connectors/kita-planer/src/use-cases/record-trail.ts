import { auditEvent, SET_LIMIT, type Actor, type AuditEntryDraft } from '@gateway/audit';
import type { DeliveryState } from '@gateway/delivery';

const recordEvent = (what: string): ReturnType<typeof auditEvent<'code'>> =>
  auditEvent(`kita-planer/${what}`, { log: 'record', object: 'delivery', requires: ['code'] });

const events: Readonly<Record<DeliveryState, ReturnType<typeof recordEvent>>> = {
  accepted: recordEvent('record-accepted'),
  held: recordEvent('record-held'),
  sending: recordEvent('record-claimed'),
  delivered: recordEvent('record-delivered'),
  rejected: recordEvent('record-rejected'),
  uncertain: recordEvent('record-uncertain'),
  failed: recordEvent('record-failed'),
  resolved: recordEvent('record-resolved'),
  superseded: recordEvent('record-superseded'),
};

export interface MovedRecord {
  readonly id: string;
  readonly state: DeliveryState;
  readonly cause?: string | null;
  readonly attempts?: number;
}

/** What happened to some records alike. */
interface Move {
  readonly state: DeliveryState;
  readonly code: string;
  readonly attempt: number;
  readonly ids: string[];
}

/**
 * The audit entries for records that changed their state: each record is named by exactly one (promise A2), and
 * those that fared alike share it.
 */
export const recordsMoved = (
  records: readonly MovedRecord[],
  {
    tenant,
    actor,
    req,
    endpoint,
  }: { tenant: string; actor: Actor; req?: string | undefined; endpoint?: string },
): AuditEntryDraft[] =>
  movesOf(records).map(({ state, code, attempt, ids: [first = '', ...more] }) =>
    events[state]({
      ...{ tenant, actor, code },
      object: more.length === 0 ? first : [first, ...more],
      ...(attempt > 0 ? { attempt } : {}),
      ...(req === undefined ? {} : { req }),
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
  );

function movesOf(records: readonly MovedRecord[]): Move[] {
  const moves: Move[] = [];
  const open = new Map<string, Move>();
  for (const { id, state, cause, attempts: attempt = 0 } of records) {
    const code = codeOf(cause ?? state);
    const alike = `${state} ${code} ${attempt}`;
    let move = open.get(alike);
    if (!move || move.ids.length === SET_LIMIT) {
      move = { state, code, attempt, ids: [] };
      open.set(alike, move);
      moves.push(move);
    }
    move.ids.push(id);
  }
  return moves;
}

/** A partner may name a code by anything; the audit log takes what looks like one. */
const codeOf = (text: string): string => {
  const code = text.toUpperCase();
  return /^[A-Z][A-Z_]{0,20}(-?[A-Z]?\d{1,4})?$/.test(code) ? code : 'PARTNER_CODE';
};
