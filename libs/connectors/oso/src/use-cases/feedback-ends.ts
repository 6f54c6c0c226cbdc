import type { Notice } from '@gateway/delivery';
import { parseUrl } from '@gateway/egress';
import { explainedAs, isRefusal, type KnownCode } from '../domain/result-codes';
import type { AnswerWarning } from '../protocol/answer-in';
import type { AddressFault } from '../protocol/delivery-address';
import type { Delivered } from '../protocol/judge-delivery';
import type { Melding } from '../protocol/judge-melding';

/** How an attempt, or one call of it, ended, in terms of our states. */
export interface FeedbackEnd {
  readonly kind: 'registered' | 'delivered' | 'rejected' | 'uncertain' | 'not-sent' | 'turned-away';
  /** Absent where all is well. */
  readonly code?: KnownCode;
  /** As the partner wrote it, where we do not know it. */
  readonly rawCode?: string;
  /** Stable words for what happened exactly: of the transport, the address, the answer. */
  readonly reason?: string;
  readonly warnings: readonly AnswerWarning[];
  /** For people: codes, and the host of an address that was refused. */
  readonly notices: readonly Notice[];
}

const plain = { warnings: [], notices: [] } as const;

export function endOfMelding(melding: Melding): FeedbackEnd {
  switch (melding.kind) {
    case 'registered':
      return { ...plain, kind: 'registered', warnings: melding.warnings };
    case 'failed':
      return { ...plain, kind: 'not-sent', code: melding.code, reason: melding.reason };
    case 'refused': {
      const { code, warnings } = melding;
      const known = isRefusal(code);
      return {
        ...{ kind: 'rejected', code: known ? code : 'GW_OnbekendeResultaatcode', warnings },
        ...(known ? { notices: [] } : { rawCode: code, notices: [{ code }] }),
      };
    }
  }
}

export function endOfDelivery(delivered: Delivered, host: string): FeedbackEnd {
  switch (delivered.kind) {
    case 'confirmed':
      return { ...plain, kind: 'delivered', warnings: delivered.warnings };
    case 'uncertain':
      return { ...plain, kind: 'uncertain', code: 'GW_AfleveringOnzeker', reason: delivered.reason };
    case 'wrong-address':
      return wrongServer(delivered.reason, host);
    case 'not-delivered':
      return {
        ...plain,
        kind: delivered.left ? 'turned-away' : 'not-sent',
        code: 'GW_TerugkoppelingNietAfgeleverd',
        reason: delivered.reason,
      };
  }
}

/** An address that was returned and must not be used; what of it may be shown is its host. */
export const wrongAddress = (fault: AddressFault, url: string): FeedbackEnd =>
  wrongServer(fault, parseUrl(url)?.host ?? '');

const wrongServer = (reason: string, host: string): FeedbackEnd => ({
  kind: 'not-sent',
  code: 'GW_OngeldigAfleveradres',
  reason,
  warnings: [],
  notices: [{ code: reason, host }],
});

export const unusableCertificate = (because: string): FeedbackEnd => ({
  kind: 'not-sent',
  code: 'GW_BeveiligdeVerbindingMislukt',
  reason: `CERTIFICATE_${because}`,
  warnings: [],
  notices: [{ code: `CERTIFICATE_${because}` }],
});

/** A crash tells no code; which one fits follows from the state it left. */
export const causeShown = (cause: string | null, state: string): KnownCode | null => {
  if (cause === null) return null;
  if (cause !== 'LEASE_EXPIRED') return explainedAs(cause);
  return state === 'uncertain' ? 'GW_AfleveringOnzeker' : 'GW_TerugkoppelingNietAfgeleverd';
};
