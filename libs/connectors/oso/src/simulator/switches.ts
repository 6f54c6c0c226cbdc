/** How the simulator behaves until told otherwise. */
export interface Switches {
  /** Whether the Traffic Center tells a code in an element or in a Fault with status 500; neither is published. */
  faultMode: 'resultaat' | 'fault';
  /** Where it puts the url of a point. */
  urlPlace: 'url' | 'resultaat' | 'aanleverpunt';
  /** Instead of the simulator's own address of the school. */
  schoolUrl: string | null;
  /** Answers in this namespace instead of that of the request. */
  answerNamespace: string | null;
  /** The third precondition of the seed: the dossier must have been requested before. */
  requireDossierOpgevraagd: boolean;
}

export const usual: Readonly<Switches> = {
  faultMode: 'resultaat',
  urlPlace: 'url',
  schoolUrl: null,
  answerNamespace: null,
  requireDossierOpgevraagd: false,
};

/** What goes wrong with one answer. The request has been read and, by the school, taken. */
export type Misbehaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  /** The connection ends without an answer. */
  | { readonly kind: 'abort' }
  /** Nothing comes, and the connection stays. */
  | { readonly kind: 'silent' }
  /** One byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Announces more than it sends. */
  | { readonly kind: 'half' }
  /** A valid beginning, then nothing but letters. */
  | { readonly kind: 'large'; readonly bytes: number }
  /** The answer holds this instead; `o:` stands for the namespace of OSO. */
  | { readonly kind: 'content'; readonly xml: string };

export const misbehaviours: readonly Misbehaviour['kind'][] = [
  'status',
  'redirect',
  'abort',
  'silent',
  'drip',
  'half',
  'large',
  'content',
];

export type ServiceName = 'trafficCenter' | 'school';
