import { auditEvent, type Actor, type AuditEntryDraft } from '@gateway/audit';
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

/** One audit entry for every record that changed its state (promise A2). */
export const recordsMoved = (
  records: readonly MovedRecord[],
  {
    tenant,
    actor,
    req,
    endpoint,
  }: { tenant: string; actor: Actor; req?: string | undefined; endpoint?: string },
): AuditEntryDraft[] =>
  records.map(({ id, state, cause, attempts }) =>
    events[state]({
      tenant,
      actor,
      object: id,
      code: codeOf(cause ?? state),
      ...(attempts ? { attempt: attempts } : {}),
      ...(req === undefined ? {} : { req }),
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
  );

/** A partner may name a code by anything; the audit log takes what looks like one. */
const codeOf = (text: string): string => {
  const code = text.toUpperCase();
  return /^[A-Z][A-Z_]{0,20}(-?[A-Z]?\d{1,4})?$/.test(code) ? code : 'PARTNER_CODE';
};
