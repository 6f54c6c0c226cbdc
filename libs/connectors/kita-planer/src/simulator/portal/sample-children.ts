import type { Child } from './child';

/** The portal's own invented children: at every Kita one in each state of the Stammdatenprüfung. */
export const sampleChildren = (): Child[] => SAMPLES.map(toChild);

type Sample = readonly [
  kita: string,
  traeger: string,
  vorname: string,
  nachname: string,
  geburtsdatum: string,
];

const SAMPLES: readonly Sample[] = [
  ['KITA-471', '4711', 'Max', 'Mustermann', '05.11.2021'],
  ['KITA-471', '4711', 'Erika', 'Musterfrau', '17.03.2022'],
  ['KITA-471', '4711', 'Testine', 'Testkind', '29.02.2020'],
  ['KITA-846', '4711', 'Beispielo', 'Beispiel', '01.01.2023'],
  ['KITA-846', '4711', 'Jördis', 'Süßholz-Erfunden', '11.07.2021'],
  ['KITA-846', '4711', 'Probine', 'Probe', '24.12.2022'],
  ['KITA-1203', '4712', 'Fantasia', 'Ausgedacht', '08.08.2021'],
  ['KITA-1203', '4712', 'Nemo', 'Niemand', '30.06.2022'],
  ['KITA-1203', '4712', 'Attrappe', 'Platzhalter', '15.05.2020'],
];

const FIRST_ID = 22_760;
const STATES = ['ERFOLGREICH', 'FEHLGESCHLAGEN', 'NICHT_GEPRUEFT'] as const;

function toChild([kitaIdExtern, traeger, vorname, nachname, geburtsdatum]: Sample, index: number): Child {
  return {
    kindIdExtern: `K${FIRST_ID + index}`,
    kitaIdExtern,
    traeger,
    stammdatenpruefung: STATES[index % STATES.length] ?? 'NICHT_GEPRUEFT',
    angaben: {
      KIND_VORNAME: vorname,
      KIND_NACHNAME: nachname,
      KIND_GEBDATUM: geburtsdatum,
      SB1_VORNAME: 'Lena',
      SB1_NACHNAME: nachname,
      SB1_STRASSE: 'Am Berg',
      SB1_HAUSNUMMER: String(index + 2),
      SB1_POSTLEITZAHL: '24103',
      SB1_ORT: 'Kiel',
      WOHNHAFT_BEI: 'SB1',
    },
    vertraege: [],
  };
}
