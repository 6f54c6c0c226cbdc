/** A group of a Kita: id and name as the Kita-Planer keeps them. */
interface Gruppe {
  readonly id: string;
  readonly name: string;
}

export interface Kita {
  readonly kitaIdExtern: string;
  readonly name: string;
  readonly gruppen: readonly Gruppe[];
}

/** A Träger with access to the interface. The certificate `traeger-<kennung>` is always his. */
export interface Traeger {
  readonly kennung: string;
  readonly name: string;
  /** Interface users and their passwords (KP-105). */
  readonly benutzer: Readonly<Record<string, string>>;
  readonly kitas: readonly Kita[];
}

/** Two invented Träger. Their passwords are published in docs/simulators.md and protect nothing. */
export const SAMPLE_TRAEGER: readonly Traeger[] = [
  {
    kennung: '4711',
    name: 'Muster-Kitawerk Nord (erfunden)',
    benutzer: { 'kita-gateway': 'S3rv3r-PW' },
    kitas: [
      {
        kitaIdExtern: 'KITA-471',
        name: 'Kita Beispielwiese',
        gruppen: [
          { id: '1462', name: 'Piraten' },
          { id: '1463', name: 'Seesterne' },
        ],
      },
      {
        kitaIdExtern: 'KITA-846',
        name: 'Kita Probierberg',
        gruppen: [
          { id: '2101', name: 'Wichtel' },
          { id: '2102', name: 'Trolle' },
        ],
      },
    ],
  },
  {
    kennung: '4712',
    name: 'Stadt Testhausen (erfunden)',
    benutzer: { 'kita-gateway': 'Zw31t3s-PW' },
    kitas: [{ kitaIdExtern: 'KITA-1203', name: 'Kita Fantasia', gruppen: [{ id: '3001', name: 'Drachen' }] }],
  },
];
