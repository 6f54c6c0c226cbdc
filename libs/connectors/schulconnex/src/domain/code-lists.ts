/** The code lists of Schulconnex 1.7 that a source system uses, under the interface's own names. */
export type CodeList =
  | 'Beziehungen'
  | 'Bildungsziel'
  | 'Boolean'
  | 'Erreichbarkeitstyp'
  | 'Fächerkanon'
  | 'Geschlecht'
  | 'Gruppenbereich'
  | 'Gruppendifferenzierung'
  | 'Gruppenoption'
  | 'Gruppenrolle'
  | 'Gruppentyp'
  | 'Jahrgangsstufe'
  | 'Lernperiode'
  | 'Personenstatus'
  | 'Rolle'
  | 'Vertrauensstufe';

const words = (text: string): readonly string[] => text.split(' ');

const periods = [2022, 2023, 2024, 2025, 2026, 2027].flatMap((year) => [`${year}`, `${year}-1`, `${year}-2`]);

/** In their canonical letter case. Lists of one state are those of Niedersachsen; a server may have others. */
export const codeLists: Readonly<Record<CodeList, readonly string[]>> = {
  Beziehungen: words('SorgBer SchB'),
  Bildungsziel: words('GS HS RS GY-SEK-I GY-SEK-II'),
  Boolean: words('Ja Nein'),
  Erreichbarkeitstyp: words('E-Mail'),
  Fächerkanon: words(
    'BI CH CI DE DS EK EN FR GR NL IT SN KU LA RS GE PO PW RE RI RK SP SU TE TG WE WN WS DA MA HW MU PA PH IF AW GL PWI PTE PGUS NAT',
  ),
  Geschlecht: words('m w d x'),
  Gruppenbereich: words('Pflicht Wahl Wahlpflicht'),
  Gruppendifferenzierung: words('G E Z gA eA'),
  Gruppenoption: [],
  Gruppenrolle: words('Lern Lehr KlLeit Foerd VLehr SchB GMit GLeit'),
  Gruppentyp: words('Klasse Kurs Sonstig'),
  Jahrgangsstufe: words('01 02 03 04 05 06 07 08 09 10 11 12 13'),
  Lernperiode: periods,
  Personenstatus: words('Aktiv'),
  Rolle: words('Lern Lehr SorgBer Extern OrgAdmin Leit SysAdmin SchB NLehr'),
  Vertrauensstufe: words('Kein Unbe Teil Voll'),
};

/** Lists a state or an operator fills differently. */
export type LocalCodes = Partial<Readonly<Record<CodeList, readonly string[]>>>;

/** Reads codes of any letter case (dossier 4). Codes no list knows are kept: servers may know more than we. */
export class Codes {
  private readonly canonical = new Map<string, string>();

  constructor(local: LocalCodes = {}) {
    for (const [list, codes] of Object.entries({ ...codeLists, ...local })) {
      for (const code of codes) this.canonical.set(`${list}\n${code.toLowerCase()}`, code);
    }
  }

  /** In the letter case of the list, or as it came. */
  read(list: CodeList, code: string): string {
    return this.find(list, code) ?? code;
  }

  knows(list: CodeList, code: string): boolean {
    return this.find(list, code) !== undefined;
  }

  private find(list: CodeList, code: string): string | undefined {
    return this.canonical.get(`${list}\n${code.trim().toLowerCase()}`);
  }
}
