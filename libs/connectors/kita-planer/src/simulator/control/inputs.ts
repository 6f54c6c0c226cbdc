import type { Fault, FaultKind } from '../api/faults';
import { STAMMDATENPRUEFUNG, type Stammdatenpruefung } from '../portal/child';
import type { Mode } from '../portal/mode';
import { ControlProblem } from './control-problem';

type Shape = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const yesOrNo: Check = (value) => typeof value === 'boolean';
const text: Check = (value) => typeof value === 'string' && value !== '' && value.length <= 10_000;
/** A header's value; Node refuses others with an exception. */
const headerText: Check = (value) => text(value) && /^[\x20-\x7e]+$/.test(value as string);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value);
const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const MODE: Readonly<Record<keyof Mode, Check>> = {
  stammdaten: oneOf('ignorieren', 'ablehnen'),
  duplikat: oneOf('neu', 'replay', 'ablehnen'),
  generischeFehler: yesOrNo,
  ohneFehlercodes: yesOrNo,
  unbekannteKinder: oneOf('anlegen', 'ablehnen'),
  maxDatensaetze: whole(1, 100_000),
  zuVieleDatensaetze: oneOf('KP-112', '413'),
};

/** @throws {ControlProblem} invalid, for anything that is no switch of the simulator. */
export function readMode(value: Shape): Partial<Mode> {
  check(value, MODE);
  return value;
}

const anHour = whole(0, 3_600_000);
const delay = whole(1, 3_600_000);

const FAULTS: Readonly<Record<FaultKind, Readonly<Record<string, Check>>>> = {
  'sofort-trennen': {},
  'trennen-nach-verarbeitung': {},
  'keine-antwort': {},
  verzoegern: { ms: anHour, spaeteVerarbeitung: yesOrNo },
  abgeschnitten: {},
  'kein-json': {},
  leer: {},
  http: {
    code: whole(300, 599),
    retryAfter: (value) => whole(0, 86_400)(value) || headerText(value),
    location: headerText,
    inhalt: text,
    verarbeitet: yesOrNo,
  },
  'fehlende-datensaetze': { n: whole(1, 100_000) },
  'fremder-datensatz': { n: whole(1, 20_000) },
  'doppelter-datensatz': { widerspruch: yesOrNo },
  'umgekehrte-reihenfolge': {},
  'ohne-id': {},
  'status-als-text': {},
  tropfen: { ms: delay },
  riesig: { bytes: whole(1, 100_000_000) },
};

const REQUIRED: Partial<Record<FaultKind, string>> = {
  verzoegern: 'ms',
  http: 'code',
  'fehlende-datensaetze': 'n',
};

/** @throws {ControlProblem} invalid, for an unknown kind, option or value. */
export function readFault(value: Shape): Fault {
  const { art } = value;
  if (!isFaultKind(art)) throw invalid('art', `Möglich sind: ${Object.keys(FAULTS).join(', ')}.`);
  check(value, { art: text, anzahl: whole(1, 1_000_000), ab: whole(1, 1_000_000), ...FAULTS[art] });
  const required = REQUIRED[art];
  if (required !== undefined && value[required] === undefined) throw invalid(required, `${art} braucht es.`);
  return value as unknown as Fault;
}

const isFaultKind = (value: unknown): value is FaultKind =>
  typeof value === 'string' && Object.hasOwn(FAULTS, value);

/** @throws {ControlProblem} invalid. */
export function readStammdatenpruefung(value: Shape): Stammdatenpruefung {
  check(value, { wert: oneOf(...STAMMDATENPRUEFUNG) });
  if (value.wert === undefined) throw invalid('wert', `Möglich sind: ${STAMMDATENPRUEFUNG.join(', ')}.`);
  return value.wert as Stammdatenpruefung;
}

/** A wish for a client certificate. */
export interface CertificateOrder {
  readonly cn: string;
  readonly passwort: string;
  readonly traeger?: string;
  readonly abgelaufen?: boolean;
}

/** @throws {ControlProblem} invalid. */
export function readCertificateOrder(value: Shape): CertificateOrder {
  const ascii: Check = (one) => headerText(one) && (one as string).length <= 64;
  check(value, { cn: ascii, passwort: ascii, traeger: text, abgelaufen: yesOrNo });
  for (const name of ['cn', 'passwort']) if (value[name] === undefined) throw invalid(name, 'Es fehlt.');
  return value as unknown as CertificateOrder;
}

function check(value: Shape, checks: Readonly<Record<string, Check>>): void {
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(checks, name))
      throw invalid(name.slice(0, 60), `Möglich sind: ${Object.keys(checks).join(', ')}.`);
    if (!checks[name]?.(given)) throw invalid(name, 'Der Wert ist nicht zulässig.');
  }
}

const invalid = (field: string, because: string): ControlProblem =>
  new ControlProblem('invalid', 'VALUE_INVALID', `${field}: ${because}`);
