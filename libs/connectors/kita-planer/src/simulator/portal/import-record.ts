import { childFrom, takeRecord, type Child } from './child';
import { isDay, sortable } from './dates';
import { DAYS, MANDATORY, tooLong, type WireRecord } from './fields';
import type { Mode } from './mode';
import type { Traeger } from './traeger';
import { GENERIC_SENTENCE, imported, refused, type Verdict } from './verdict';

/** What importing one record needs to know. */
export interface ImportContext {
  readonly traeger: Traeger;
  /** The child with this record's KIND_ID_EXTERN, if the portal has it. */
  readonly child: Child | undefined;
  readonly mode: Mode;
}

export interface Imported {
  readonly verdict: Verdict;
  /** The child as it is from now on; absent if nothing was imported. */
  readonly child?: Child;
}

/** Decides about one record (dossier 5.4, level "record", and 5.10). */
export function importRecord(record: WireRecord, context: ImportContext): Imported {
  const refusal =
    formRefusal(record) ?? kitaRefusal(record, context.traeger) ?? childRefusal(record, context);
  if (refusal) return { verdict: refusal };
  if (!context.child) return { verdict: imported(), child: childFrom(record, context.traeger.kennung) };
  const taken = takeRecord(context.child, record, context.mode.stammdaten);
  if (!taken) {
    return {
      verdict: refused(
        'KP-210',
        'Die Stammdaten wurden bereits erfolgreich geprüft; abweichende Daten werden nicht angenommen.',
      ),
    };
  }
  return { verdict: imported(hints(taken.ignored)), child: taken.child };
}

const hints = (felder: readonly string[]): Verdict['hinweise'] =>
  felder.length === 0
    ? []
    : [
        {
          code: 'KP-310',
          text: 'Stammdaten bereits erfolgreich geprüft; abweichende Daten wurden nicht übernommen.',
          felder,
        },
      ];

/** Too long a value gets the sentence without a code, as the Kita-Planer is known to answer. */
function formRefusal(record: WireRecord): Verdict | undefined {
  const missing = MANDATORY.find((field) => !record[field]?.trim());
  if (missing) return refused('KP-201', `Das Pflichtfeld ${missing} ist leer.`);
  const wrong = DAYS.find((field) => record[field] && !isDay(record[field]));
  if (wrong) return refused('KP-202', `Das Datum im Feld ${wrong} ist ungültig.`);
  if (tooLong(record)) return refused(null, GENERIC_SENTENCE);
  return terminatedBeforeStart(record)
    ? refused('KP-206', 'Die Kündigung liegt vor dem Beginn des Vertrags.')
    : undefined;
}

const terminatedBeforeStart = ({ VER_KUENDIGUNG_ZUM: end, VER_VERTRAG_AB: start }: WireRecord): boolean =>
  Boolean(end && start && sortable(end) < sortable(start));

function kitaRefusal(record: WireRecord, { kitas }: Traeger): Verdict | undefined {
  const kita = kitas.find(({ kitaIdExtern }) => kitaIdExtern === record.KITA_ID_EXTERN);
  if (!kita) return refused('KP-203', 'Die Einrichtung ist unbekannt.');
  const group = record.VER_GRUPPE_ID;
  return group && !kita.gruppen.some(({ id }) => id === group)
    ? refused('KP-207', 'Die Gruppe ist unbekannt.')
    : undefined;
}

function childRefusal(record: WireRecord, { child, mode }: ImportContext): Verdict | undefined {
  const strange = child ? child.kitaIdExtern !== record.KITA_ID_EXTERN : mode.unbekannteKinder === 'ablehnen';
  if (strange) return refused('KP-204', 'Das Kind ist unbekannt oder gehört zu einer anderen Einrichtung.');
  return child && child.angaben.KIND_GEBDATUM !== record.KIND_GEBDATUM
    ? refused('KP-205', 'Das Geburtsdatum weicht ab.')
    : undefined;
}
