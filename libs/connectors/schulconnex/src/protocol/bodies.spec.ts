import fc from 'fast-check';
import { Codes } from '../domain/code-lists';
import { Namespace } from '../domain/namespace';
import { attributes, valuesOfContext, valuesOfGroup, valuesOfPerson } from '../domain/plan/attributes';
import { differenceBetween, type Change } from '../domain/plan/changes';
import { postBody, putBody } from './bodies';
import { readGruppe, readPerson, readPersonenkontext } from './read-records';
import type { Json } from './wire';

const codes = new Codes();
const namespace = new Namespace('svs');
const urn = 'urn:schulsystemix:params:schulconnex:schemas:core:2.0:personerweiterung';

const change = (attribute: string, to: Change['to'], from?: Change['from']): Change => ({
  attribute,
  from,
  to,
  owner: 'source',
  reason: 'differs',
});

describe('putBody', () => {
  const original = {
    id: 'uuid1',
    mandant: 'm1',
    referrer: 'svs:S-1',
    stammorganisation: 'org9',
    name: { familienname: 'Muster', vorname: 'Ada', rufname: 'Adi', titel: 'Dr.' },
    geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt' },
    vertrauensstufe: 'Voll',
    auskunftssperre: 'Ja',
    revision: '4',
    [urn]: { personalnummer: 'NM 1356', felder: [1, { a: null }] },
  };

  it('P23: keeps what the school does not know: vendor attributes, Rufname, Stammorganisation', () => {
    expect(putBody('person', { original, revision: '4' }, [change('familyName', 'Probe', 'Muster')])).toEqual(
      {
        ...Object.fromEntries(
          Object.entries(original).filter(([name]) => name !== 'id' && name !== 'mandant'),
        ),
        name: { ...original.name, familienname: 'Probe' },
      },
    );
  });

  it('P24: removes an attribute that is emptied, and the empty structure it leaves', () => {
    const birth = [change('birthDate', undefined, 'x'), change('birthPlace', undefined, 'y')];

    expect(putBody('person', { original, revision: '4' }, birth)).not.toHaveProperty('geburt');
    expect(putBody('person', { original, revision: '4' }, birth.slice(0, 1))).toMatchObject({
      geburt: { geburtsort: 'Musterstadt' },
    });
  });

  it('P29: keeps the time of deletion and both addresses of a context whose grade changes', () => {
    const context = {
      id: 'kt1',
      mandant: 'm1',
      organisation: { id: 'o1' },
      rolle: 'Lern',
      sichtfreigabe: 'Nein',
      jahrgangsstufe: '07',
      loeschung: { zeitpunkt: '2026-12-31T23:00Z' },
      erreichbarkeiten: [
        { typ: 'E-Mail', kennung: 'a@schule.example' },
        { typ: 'E-Mail', kennung: 'b@schule.example' },
      ],
      beziehungen: { hat_als_beziehungen: [] },
      revision: '2',
    };

    expect(putBody('context', { original: context, revision: '2' }, [change('grade', '08', '07')])).toEqual({
      jahrgangsstufe: '08',
      loeschung: context.loeschung,
      erreichbarkeiten: context.erreichbarkeiten,
      revision: '2',
    });
  });

  it('G15: takes one end of a term away when it is said in the other way', () => {
    const group = { bezeichnung: '7a', typ: 'Klasse', laufzeit: { von: '2025-08-01', bis: '2026-07-31' } };
    const changes = [change('termUntil', undefined, '2026-07-31'), change('termUntilPeriod', '2026')];

    expect(putBody('group', { original: group, revision: '1' }, changes)).toMatchObject({
      laufzeit: { von: '2025-08-01', bislernperiode: '2026' },
    });
  });

  it('keeps what it does not know of the entries of a list that stay', () => {
    const known = { typ: 'e-mail', kennung: 'a@schule.example', [urn]: true };
    const addresses = ['a@schule.example', 'c@schule.example'].map((address) => ({
      type: 'E-Mail',
      address,
    }));

    expect(
      putBody('context', { original: { erreichbarkeiten: [known] }, revision: '1' }, [
        change('reachabilities', addresses),
      ]),
    ).toMatchObject({ erreichbarkeiten: [known, { typ: 'E-Mail', kennung: 'c@schule.example' }] });
  });

  it('changes nothing in a record but what was planned, whatever the record', () => {
    fc.assert(
      fc.property(
        storedPeople,
        schoolPeople,
        fc.constantFrom(new Set<string>(), ALL),
        (stored, local, empties) => {
          const remote = readPerson(stored, codes)!;
          const values = { ...local, referrer: 'svs:S-1' };
          const { changes } = differenceBetween(values, valuesOfPerson(remote), {
            resource: 'person',
            namespace,
            leadership: { empties },
          });
          const before = flat(stored);
          const after = flat(putBody('person', { original: stored, revision: '1' }, changes));
          const touched = differing(before, after).filter((path) => !/^(id|mandant)$/.test(path));
          const intended = changes.map(({ attribute }) => PATHS[attribute]);

          expect(touched.filter((path) => !intended.some((one) => one && path.startsWith(one)))).toEqual([]);
          const lowered =
            /^"ja"$/i.test(String(before.get('auskunftssperre'))) &&
            after.get('auskunftssperre') !== before.get('auskunftssperre');
          expect(lowered).toBe(false);
          const gone = [...before.keys()].filter((path) => !after.has(path) && !/^(id|mandant)$/.test(path));
          expect(empties.size === 0 ? gone : []).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('postBody', () => {
  it('P13: writes a new person in the service’s words', () => {
    expect(
      postBody('person', [
        change('referrer', 'svs:S-1'),
        change('familyName', 'Mu\u0308ster'),
        change('givenName', 'Ada'),
        change('disclosureBlocked', false),
        change('trustLevel', 'Teil'),
      ]),
    ).toEqual({
      referrer: 'svs:S-1',
      name: { familienname: 'M\u00fcster', vorname: 'Ada' },
      auskunftssperre: 'Nein',
      vertrauensstufe: 'Teil',
    });
  });

  it('has a place for every attribute a plan can change', () => {
    for (const resource of ['person', 'context', 'group', 'membership'] as const) {
      for (const [attribute, kind] of Object.entries(attributes[resource])) {
        const value =
          { items: [{ group: 'g' }], codes: ['x'], texts: ['x'], flag: true }[kind as string] ?? 'x';

        expect([attribute, Object.keys(postBody(resource, [change(attribute, value)]))]).toEqual([
          attribute,
          [expect.any(String)],
        ]);
      }
    }
  });

  it('reads back what it wrote', () => {
    const group: Json = postBody('group', [
      change('name', 'Mathe'),
      change('type', 'Kurs'),
      change('subjects', [{ code: 'MA' }, { name: 'Rechnen' }]),
      change('references', [{ group: 'g1', roles: ['Lern'] }]),
      change('termFromPeriod', '2026'),
    ]);
    const context = postBody('context', [
      change('role', 'Lern'),
      change('deletionTime', '2026-07-31T22:00Z'),
    ]);

    expect(valuesOfGroup(readGruppe({ ...group, id: 'g', revision: '1' }, codes)!)).toMatchObject({
      name: 'Mathe',
      subjects: [{ code: 'MA' }, { name: 'Rechnen' }],
      references: [{ group: 'g1', roles: ['Lern'] }],
      termFromPeriod: '2026',
    });
    expect(
      valuesOfContext(readPersonenkontext({ ...context, id: 'k', revision: '1' }, codes)!),
    ).toMatchObject({
      role: 'Lern',
      deletionTime: '2026-07-31T22:00Z',
    });
  });
});

const ALL: ReadonlySet<string> = new Set(Object.keys(attributes.person));

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const defined = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** Records as any service might keep them, vendor attributes and unknown ones included. */
const storedPeople: fc.Arbitrary<Json> = fc
  .record({
    head: fc.constant({ id: 'uuid1', mandant: 'm1', revision: '1' }),
    name: fc.record(
      {
        familienname: fc.constantFrom('Muster', 'Probe'),
        vorname: fc.constantFrom('Ada', 'Eda'),
        rufname: fc.string({ minLength: 1 }),
        titel: fc.constantFrom('Dr.', 'Prof.'),
        anrede: fc.array(fc.constantFrom('Frau', 'Herr'), { minLength: 1 }),
        fremd: fc.jsonValue(),
      },
      { requiredKeys: ['familienname', 'vorname'] },
    ),
    rest: fc.record(
      {
        referrer: fc.constantFrom('svs:S-1', 'svs:S-9', 'untis:1'),
        geburt: fc.record(
          { datum: fc.constant('2014-05-01'), geburtsort: fc.constant('Kiel') },
          { requiredKeys: [] },
        ),
        geschlecht: fc.constantFrom('m', 'W', 'q'),
        auskunftssperre: fc.constantFrom('Ja', 'JA', 'Nein', 'nein'),
        stammorganisation: fc.constant('org9'),
        [urn]: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ head, name, rest }) => ({ ...head, name, ...rest }));

const schoolPeople = fc
  .record({
    familyName: fc.constantFrom('Muster', 'Probe', ''),
    givenName: fc.constantFrom('Ada', 'Eda'),
    title: maybe(fc.constantFrom('Dr.', '')),
    salutations: maybe(fc.constantFrom<string[]>([], ['Frau'])),
    birthDate: maybe(fc.constantFrom('2014-05-01', '2013-01-01', '')),
    birthPlace: maybe(fc.constantFrom('Kiel', 'Bonn', '')),
    gender: maybe(fc.constantFrom('m', 'w')),
    disclosureBlocked: maybe(fc.boolean()),
  })
  .map((person) => defined(person) as Parameters<typeof differenceBetween>[0]);

/** Every leaf by its path. */
function flat(record: Json, path = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (name === 'name' || name === 'geburt') for (const leaf of flat(value as Json, at)) leaves.set(...leaf);
    else leaves.set(at, JSON.stringify(value));
  }
  return leaves;
}

const differing = (before: Map<string, unknown>, after: Map<string, unknown>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));

const PATHS: Readonly<Record<string, string>> = {
  referrer: 'referrer',
  familyName: 'name.familienname',
  givenName: 'name.vorname',
  title: 'name.titel',
  salutations: 'name.anrede',
  nickname: 'name.rufname',
  birthDate: 'geburt.datum',
  birthPlace: 'geburt.geburtsort',
  gender: 'geschlecht',
  disclosureBlocked: 'auskunftssperre',
  homeOrganisation: 'stammorganisation',
};
