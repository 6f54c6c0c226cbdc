import type { Json } from '../../protocol/wire';

export type Kind = 'person' | 'kontext' | 'gruppe' | 'zugehoerigkeit' | 'beziehung' | 'sichtfreigabe';

/** One record the service keeps. */
export interface Entry {
  readonly id: string;
  readonly kind: Kind;
  readonly mandant: string;
  /** Organisation of a context or group. */
  readonly organisation: string;
  /** The person of a context, the group of a membership, the context of a relation or a release. */
  readonly parent: string;
  /** What a source system set, vendor attributes included. */
  readonly data: Json;
  readonly revision: number;
  /** A service has fetched the context: it can no longer be deleted directly (400/13). */
  readonly delivered: boolean;
}
