/** May it be repeated: never as it is, when a person says so, or by the gateway itself. */
export type Retry = 'never' | 'manual' | 'auto';

/** Which exchange a code is the result of; `gateway` for those of our own. */
type Operation =
  | 'meldenTerugkoppeling'
  | 'gateway'
  | 'terugkoppeling'
  | 'notificatie'
  | 'sessiecontrole'
  | 'afmelding'
  | 'document';

export interface ResultCode {
  readonly operation: Operation;
  /** Whether a page of Kennisnet names it, or it is our own choice (dossier 2.6). */
  readonly published: boolean;
  readonly retry: Retry;
  /** The status with which whoever asked us is answered. */
  readonly httpStatus: number;
}

const of = (
  operation: Operation,
  retry: Retry,
  httpStatus: number,
  published = operation !== 'gateway',
): ResultCode => ({ operation, published, retry, httpStatus });

/**
 * Every code there is. What people read about it is in `texts/`, in three languages; the message to the
 * end user is the published one, word for word (dossier 2.6).
 */
export const resultCodes = {
  OnbekendeKoppelsleutel: of('meldenTerugkoppeling', 'never', 422),
  OngeautoriseerdAanleverpunt: of('meldenTerugkoppeling', 'never', 403),
  AanvragerNietBekend: of('meldenTerugkoppeling', 'never', 422),
  AanvragerAanleverpuntNietBekend: of('meldenTerugkoppeling', 'never', 422),
  AanvragerNietBeschikbaar: of('meldenTerugkoppeling', 'manual', 409),

  GW_OngeldigeInvoer: of('gateway', 'never', 400),
  GW_TrafficCenterNietBereikbaar: of('gateway', 'auto', 503),
  GW_TrafficCenterTimeout: of('gateway', 'auto', 504),
  GW_BeveiligdeVerbindingMislukt: of('gateway', 'never', 502),
  GW_OnverwachtAntwoord: of('gateway', 'never', 502),
  GW_OnbekendeResultaatcode: of('gateway', 'never', 502),
  GW_OngeldigAfleveradres: of('gateway', 'never', 502),
  GW_TerugkoppelingNietAfgeleverd: of('gateway', 'manual', 502),
  GW_AfleveringOnzeker: of('gateway', 'manual', 504),

  TerugkoppelingOntvangen: of('terugkoppeling', 'never', 200, false),
  NotificatieOntvangen: of('notificatie', 'never', 200),
  OverdrachtGeslaagd: of('afmelding', 'never', 200),

  SessieAfwijkend: of('sessiecontrole', 'never', 422),
  OnbekendAanleverpunt: of('sessiecontrole', 'never', 422),
  GeenRelatieMetDoel: of('sessiecontrole', 'never', 422),
  SessieReedsAfgemeld: of('sessiecontrole', 'never', 409),
  VerstrekkerNietBekend: of('sessiecontrole', 'never', 422),
  VerstrekkerAanleverpuntNietBekend: of('sessiecontrole', 'never', 422, false),

  LeerlinginfoNietBeschikbaar: of('document', 'manual', 409),
  LeerlinginfoNietOpvraagbaar: of('document', 'manual', 409),
} as const satisfies Readonly<Record<string, ResultCode>>;

export type KnownCode = keyof typeof resultCodes;

export type GatewayCode = Extract<KnownCode, `GW_${string}`>;

const isKnownCode = (code: string): code is KnownCode => Object.hasOwn(resultCodes, code);

/** Codes the Traffic Center may answer a melding with; never one of our own, whatever it says. */
export const isRefusal = (code: string): code is KnownCode =>
  isKnownCode(code) && resultCodes[code].operation === 'meldenTerugkoppeling';

/** What a code of a partner looks like; anything else is no code but a text. */
export const CODE = /^[A-Za-z][A-Za-z0-9]{2,63}$/;

/** The code by which something is explained: its own, or that of all we do not know. */
export const explainedAs = (code: string): KnownCode =>
  isKnownCode(code) ? code : 'GW_OnbekendeResultaatcode';
