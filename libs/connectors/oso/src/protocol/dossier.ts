import type { Aanleverpunt, Direction } from '../domain/aanleverpunt';
import type { Profile } from '../domain/profile';
import { CODE } from '../domain/result-codes';
import type { Account } from './account';
import { answerIn } from './answer-in';
import type { SoapAnswer } from './soap-door';
import { addressFields } from './wire';

/** The kind of transfer this exchange is. */
const SOORT = 'SWVaanvraag';

/** What a step of fetching a dossier came to: what it was for, a code of the partner, or nothing usable. */
export type Step<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface OpenedSession {
  readonly sessieId: string;
  /** Of the school's point. */
  readonly url: string;
}

export const overdrachtContent = (profile: Profile, direction: Direction, koppelsleutel: string): object => ({
  ...addressFields(direction, profile),
  koppelsleutel,
  overdrachtsoort: SOORT,
});

export const sessionContent = (
  profile: Profile,
  direction: Direction,
  session: { readonly koppelsleutel: string; readonly sessieId: string; readonly resultaat?: string },
): object => ({
  ...addressFields(direction, profile),
  koppelsleutel: session.koppelsleutel,
  overdrachtsoort: SOORT,
  sessieId: session.sessieId,
  ...(session.resultaat === undefined ? {} : { resultaat: session.resultaat }),
});

type Ours = Pick<Account, 'profile' | 'strictNamespace'>;

/** The session, and the address of the one point among those listed that the dossier is at. */
export function readOverdracht(answer: SoapAnswer, account: Ours, school: Aanleverpunt): Step<OpenedSession> {
  const read = fieldsOf(answer, account);
  if (read.kind !== 'done') return read;
  const { sessieId, aanleverpunt } = read.value;
  const name = account.profile.addressedBy === 'RouteringsKenmerk' ? 'routeringsKenmerk' : 'code';
  const listed = [aanleverpunt].flat().filter((one) => typeof one === 'object' && one !== null);
  const [found, ...others] = listed.filter((one) => (one as Record<string, unknown>)[name] === school.point);
  const url = (found as Record<string, unknown> | undefined)?.url;
  return typeof sessieId === 'string' && typeof url === 'string' && others.length === 0
    ? { kind: 'done', value: { sessieId, url } }
    : { kind: 'failed', reason: 'NO_ADDRESS' };
}

/** The dossier as the school sent it; nothing is made of it, because its form is not public. */
export function readDocument(answer: SoapAnswer, account: Ours): Step<Buffer> {
  const read = fieldsOf(answer, account);
  if (read.kind !== 'done') return read;
  const { document } = read.value;
  return typeof document === 'string' && document !== ''
    ? { kind: 'done', value: Buffer.from(document, 'base64') }
    : { kind: 'failed', reason: 'NO_DOCUMENT' };
}

/** Whether the Traffic Center has closed the session: any code but ours is a refusal. */
export function readClosing(answer: SoapAnswer, account: Ours): Step<null> {
  const read = fieldsOf(answer, account);
  return read.kind === 'done' || (read.kind === 'refused' && read.code === 'OverdrachtGeslaagd')
    ? { kind: 'done', value: null }
    : read;
}

function fieldsOf(answer: SoapAnswer, account: Ours): Step<Readonly<Record<string, unknown>>> {
  const { envelope, exchange } = answer;
  if (envelope?.kind === 'fault')
    return envelope.code === undefined
      ? { kind: 'failed', reason: 'FAULT' }
      : { kind: 'refused', code: envelope.code };
  if (exchange.reached !== 'answered') return { kind: 'failed', reason: exchange.reason };
  const read = answerIn(answer, account);
  if (!read.values) return { kind: 'failed', reason: read.reason };
  const { resultaat } = read.values;
  return typeof resultaat === 'string' && CODE.test(resultaat)
    ? { kind: 'refused', code: resultaat }
    : { kind: 'done', value: read.values };
}
