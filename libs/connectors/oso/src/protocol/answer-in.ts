import { OSO_NAMESPACE, type Profile } from '../domain/profile';
import type { XmlElement } from './read-xml';
import type { SoapAnswer } from './soap-door';

/** What is odd about an answer and yet let pass. */
export type AnswerWarning = 'OTHER_NAMESPACE' | 'OTHER_CONTENT';

/** The fields of an answer that is the expected message, or why it is none. */
export type AnswerIn =
  | {
      readonly values: Readonly<Record<string, unknown>>;
      readonly warnings: readonly AnswerWarning[];
      readonly reason?: undefined;
    }
  | { readonly values?: undefined; readonly reason: string };

/**
 * Takes an answer by its namespace: ours; or, unless that is strict, that of another version of OSO,
 * because which one is really in use is not certain (case 39). One message is in one namespace.
 */
export function answerIn(
  { envelope, values }: SoapAnswer,
  { profile, strictNamespace }: { readonly profile: Profile; readonly strictNamespace: boolean },
): AnswerIn {
  if (envelope?.kind === 'unreadable') return { reason: envelope.fault };
  if (envelope?.kind !== 'message' || !values) return { reason: 'NOT_SOAP' };
  const { message } = envelope;
  const own = message.uri === profile.namespace;
  if (!own && (strictNamespace || !OSO_NAMESPACE.test(message.uri))) return { reason: 'OTHER_NAMESPACE' };
  if (!allIn(message, message.uri)) return { reason: 'OTHER_NAMESPACE' };
  return { values, warnings: own ? [] : ['OTHER_NAMESPACE'] };
}

const allIn = ({ children }: XmlElement, uri: string): boolean =>
  children.every((child) => child.uri === uri && allIn(child, uri));
