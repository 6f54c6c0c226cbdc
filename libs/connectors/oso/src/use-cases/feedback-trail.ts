import { auditEvent, type Actor, type AuditEntryDraft, type AuditEvent } from '@gateway/audit';
import type { DeliveryState } from '@gateway/delivery';

const feedbackEvent = (what: string): AuditEvent<'code'> =>
  auditEvent(`oso/${what}`, { log: 'record', object: 'delivery', requires: ['code'] });

const events: Readonly<Record<DeliveryState, AuditEvent<'code'>>> = {
  accepted: feedbackEvent('feedback-ordered'),
  held: feedbackEvent('feedback-held'),
  sending: feedbackEvent('feedback-claimed'),
  delivered: feedbackEvent('feedback-confirmed'),
  rejected: feedbackEvent('feedback-refused'),
  uncertain: feedbackEvent('feedback-uncertain'),
  failed: feedbackEvent('feedback-failed'),
  resolved: feedbackEvent('feedback-closed'),
  superseded: feedbackEvent('feedback-superseded'),
};

export interface MovedFeedback {
  readonly id: string;
  readonly state: DeliveryState;
  readonly cause?: string | null;
  readonly attempts?: number;
}

/** One audit entry for every change of a Terugkoppeling, with the account that ordered it (dossier 4.2). */
export const feedbackMoved = (
  moved: readonly MovedFeedback[],
  { tenant, actor, endpoint }: { tenant: string; actor: Actor; endpoint?: string | undefined },
): AuditEntryDraft[] =>
  moved.map(({ id, state, cause, attempts }) =>
    events[state]({
      tenant,
      actor,
      object: id,
      code: codeOf(cause ?? state),
      ...(attempts ? { attempt: attempts } : {}),
      ...(endpoint === undefined ? {} : { endpoint }),
    }),
  );

/** The trail takes codes in upper case: `GW_AFLEVERING_ONZEKER`, `ONBEKENDE_KOPPELSLEUTEL`. */
export const codeOf = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toUpperCase();
