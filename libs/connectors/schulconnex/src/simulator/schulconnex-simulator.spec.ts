import { lookup } from 'node:dns';
import { HttpService } from '@nestjs/axios';
import { Egress } from '@gateway/egress';
import { operations } from '../protocol/operations';
import { violationsIn } from '../protocol/schema/check-traffic';
import { interfaceSchema } from '../protocol/schema/interface';
import { accessTokens } from '../testing/client';
import { useEveryOperation, type Speak } from '../testing/every-operation';
import { transportTo } from '../testing/transport';
import { aGruppendatensatz, aPersonendatensatz, aPersonenkontext } from '../testing/wire';
import { sampleClients, SchulconnexSimulator } from '.';

describe('SchulconnexSimulator', () => {
  const egress = new Egress(new HttpService(), lookup);
  let simulator: SchulconnexSimulator;
  let token: string;

  beforeAll(async () => {
    simulator = await SchulconnexSimulator.start();
  });

  beforeEach(async () => {
    simulator.reset();
    simulator.profile = '1.7';
    token = await accessTokens(egress, simulator).current();
  });

  afterAll(async () => {
    await simulator.stop();
    egress.onApplicationShutdown();
  });

  const speakAs =
    (authorization: string | undefined): Speak =>
    async (method, path, body) => {
      const exchange = await transportTo(egress, simulator, simulator.url).send({
        method,
        path,
        headers: {
          ...(authorization && { Authorization: authorization }),
          'Content-Type': 'application/json',
        },
        ...(body && { body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }),
      });
      const text = exchange.body?.toString() ?? '';
      return { status: exchange.status ?? 0, ...(text !== '' && { body: JSON.parse(text) as unknown }) };
    };
  const speak: Speak = (...request) => speakAs(`Bearer ${token}`)(...request);
  const errorOf = async (...request: Parameters<Speak>): Promise<string> => {
    const { body } = await speak(...request);
    const { code, subcode } = body as { code: string; subcode: string };
    return `${code}/${subcode}`;
  };
  const control = (method: string, path: string, body?: object) =>
    fetch(simulator.controlUrl + path, { method, ...(body && { body: JSON.stringify(body) }) });

  const person = {
    name: { familienname: 'Muster', vorname: 'Ada' },
    vertrauensstufe: 'Voll',
    auskunftssperre: 'Nein',
  };

  it('R17: answers all 33 operations exactly as the interface says', async () => {
    const seen = await useEveryOperation(speak);

    expect(Object.keys(seen).sort()).toEqual(Object.keys(operations).sort());
    for (const [operation, { status }] of Object.entries(interfaceSchema)) {
      expect([operation, seen[operation as keyof typeof seen]]).toEqual([operation, status]);
    }
    expect(simulator.journal.all().flatMap((one) => violationsIn({ status: 0, ...one }))).toEqual([]);
  });

  describe('errors, in the order of the catalogue', () => {
    beforeEach(() => {
      simulator.seed({
        personen: [aPersonendatensatz({ id: 'p1' }, aPersonenkontext({ id: 'k1' }))],
        gruppen: [aGruppendatensatz({ id: 'g1' })],
      });
    });

    it('wants to know who asks before anything else', async () => {
      expect((await speakAs(undefined)('GET', '/nirgends')).body).toMatchObject({
        subcode: '00',
        code: '401',
      });
      expect((await speakAs('Bearer nonsense')('GET', '/personen')).body).toMatchObject({ subcode: '02' });
      expect((await speakAs('Basic eDp5')('GET', '/personen')).body).toMatchObject({ subcode: '03' });
      simulator.advance(1_801);
      expect(await errorOf('GET', '/personen')).toBe('401/01');
    });

    it.each([
      ['an unknown path', 'GET', '/nirgends', undefined, '404/00'],
      ['a path with a slash behind', 'POST', '/gruppen/', {}, '404/00'],
      ['a method the path does not have', 'PUT', '/personen', {}, '405/00'],
      ['an unknown record, whatever the body', 'PUT', '/personen/nobody', {}, '404/01'],
      ['a filter nobody knows', 'GET', '/personen?farbe=rot', undefined, '400/02'],
      ['a doubled filter', 'GET', '/personen?referrer=1&referrer=2', undefined, '400/17'],
      ['no JSON', 'POST', '/personen', 'kein JSON', '400/04'],
      ['another shape', 'POST', '/personen', { ...person, name: 'Ada' }, '400/05'],
      ['something missing', 'POST', '/personen', { ...person, vertrauensstufe: undefined }, '400/01'],
      ['a missing revision', 'DELETE', '/personenkontexte/k1', {}, '400/01'],
      ['an unknown attribute', 'POST', '/personen', { ...person, farbe: 'rot' }, '400/06'],
      ['a vendor attribute that is no URN', 'POST', '/personen', { ...person, 'urn:': 1 }, '400/06'],
      [
        'an empty name',
        'POST',
        '/personen',
        { ...person, name: { familienname: '', vorname: 'A' } },
        '400/07',
      ],
      ['strange letters', 'POST', '/personen', { ...person, referrer: 'Ж' }, '400/08'],
      [
        'a day that does not exist',
        'POST',
        '/personen',
        { ...person, geburt: { datum: '2020-02-31' } },
        '400/09',
      ],
      ['an unknown code', 'POST', '/personen', { ...person, geschlecht: 'q' }, '400/10'],
      ['a name too long', 'POST', '/personen', { ...person, referrer: 'x'.repeat(257) }, '400/15'],
      ['another id', 'PUT', '/personen/p1', { ...person, id: 'p2', revision: '1' }, '400/11'],
      ['another role', 'PUT', '/personenkontexte/k1', { rolle: 'Lehr', revision: '1' }, '400/11'],
      ['a person with contexts', 'DELETE', '/personen/p1', { revision: '1' }, '400/12'],
      [
        'a time of deletion in the past',
        'PUT',
        '/personenkontexte/k1',
        { loeschung: { zeitpunkt: '2020-01-01T00:00Z' }, revision: '1' },
        '400/03',
      ],
      [
        'a bad address',
        'POST',
        '/personen/p1/personenkontexte',
        { rolle: 'Lehr', erreichbarkeiten: [{ typ: 'E-Mail', kennung: 'x' }] },
        '400/06',
      ],
      [
        'G17: two ends of a term',
        'POST',
        '/gruppen',
        { bezeichnung: 'a', typ: 'Kurs', laufzeit: { bis: '2027-07-31', bislernperiode: '2026' } },
        '400/16',
      ],
      [
        'a relation to oneself',
        'POST',
        '/personenkontexte/k1/beziehungen',
        { ktid: 'k1', beziehung: 'SchB' },
        '400/18',
      ],
      [
        'an unknown member',
        'POST',
        '/gruppen/g1/gruppenzugehoerigkeiten',
        { ktid: 'x', rollen: ['Lern'] },
        '400/10',
      ],
      [
        'a membership without a role',
        'POST',
        '/gruppen/g1/gruppenzugehoerigkeiten',
        { ktid: 'k1', rollen: [] },
        '400/10',
      ],
      ['an old revision', 'DELETE', '/personenkontexte/k1', { revision: '0' }, '409/00'],
    ] as const)('refuses %s', async (_, method, path, body, code) => {
      expect(await errorOf(method, path, body as Parameters<Speak>[2])).toBe(code);
    });

    it('refuses before it looks at the body what a profile does not have', async () => {
      simulator.profile = 'nur-lesen';
      expect(await errorOf('PUT', '/personen/nobody', {})).toBe('405/01');
      simulator.profile = 'ohne-gruppen';
      expect(await errorOf('GET', '/gruppen')).toBe('501/00');
    });
  });

  it('replaces a record by a PUT: what is not sent is gone', async () => {
    simulator.seed({ personen: [aPersonendatensatz({ id: 'p1', referrer: 'svs:1', 'urn:x:y': 1 })] });
    const { body } = await speak('PUT', '/personen/p1', { ...person, revision: '1' });

    expect(body).toEqual({ ...person, id: 'p1', mandant: sampleClients[0]!.mandant, revision: '2' });
  });

  it('deletes a context when its time has come, and its person can go then (P31)', async () => {
    const loeschung = {
      zeitpunkt: new Date(Date.now() + 86_400_000).toISOString().replace(/:\d\d\.\d+Z/, 'Z'),
    };
    simulator.seed({
      personen: [aPersonendatensatz({ id: 'p1' }, aPersonenkontext({ id: 'k1', loeschung }))],
    });
    expect(await errorOf('DELETE', '/personen/p1', { revision: '1' })).toBe('400/12');
    simulator.advance(2 * 86_400);
    simulator.tokens.clear();
    token = await accessTokens(egress, simulator).current();

    expect(await errorOf('GET', '/personenkontexte/k1')).toBe('404/01');
    expect((await speak('DELETE', '/personen/p1', { revision: '1' })).status).toBe(204);
  });

  it('shows released people read-only, and others’ people not at all', async () => {
    const { organisation } = sampleClients[0]!;
    simulator.seed({
      personen: ['f1', 'f2'].map((id) =>
        aPersonendatensatz(
          { id, mandant: 'm2' },
          aPersonenkontext({ id: `${id}k`, organisation: { id: 'o2' } }),
        ),
      ),
    });
    simulator.store.add({
      kind: 'sichtfreigabe',
      mandant: 'm2',
      organisation: 'o2',
      parent: 'f1k',
      data: { orgid: organisation },
    });

    expect((await speak('GET', '/personen')).body).toMatchObject([
      { person: { id: 'f1' }, personenkontexte: [{ sichtfreigabe: 'Ja' }] },
    ]);
    expect((await speak('GET', '/personen?sichtfreigabe=nein')).body).toEqual([]);
    expect(await errorOf('PUT', '/personenkontexte/f1k', { revision: '1' })).toBe('403/00');
    expect(await errorOf('GET', '/personen/f2')).toBe('404/01');
  });

  it('spoils lists as told: shuffled, truncated', async () => {
    simulator.seed({ personen: ['a', 'b', 'c'].map((id) => aPersonendatensatz({ id })) });
    simulator.failNext({ kind: 'shuffled' }, { kind: 'truncated', keep: 1 });
    const ids = async () =>
      ((await speak('GET', '/personen')).body as { person: { id: string } }[]).map((one) => one.person.id);

    expect(await ids()).toEqual(['c', 'b', 'a']);
    expect(await ids()).toEqual(['a']);
    expect(await ids()).toEqual(['a', 'b', 'c']);
  });

  it('is steered from outside', async () => {
    await control('POST', '/_sim/seed', {
      personen: [aPersonendatensatz({ id: 'p1' }, aPersonenkontext({ id: 'k1' }))],
    });
    await control('POST', '/_sim/faults', { kind: 'status', status: 500, path: '^/gruppen', from: 2 });
    await control('POST', '/_sim/contexts/k1/delivered');
    await control('PATCH', '/_sim/records/p1', { geschlecht: 'w' });

    expect((await speak('GET', '/personen/p1')).body).toMatchObject({
      person: { geschlecht: 'w', revision: '2' },
    });
    expect(simulator.faults.pending()).toHaveLength(1);
    expect(await errorOf('DELETE', '/personenkontexte/k1', { revision: '1' })).toBe('400/13');
    expect(await (await control('GET', '/_sim')).json()).toMatchObject({
      personen: 1,
      faults: [{ times: 1 }],
    });
    expect((await control('PUT', '/_sim/profile', { profile: 'unbekannt' })).status).toBe(422);
    expect((await control('POST', '/_sim/faults', { kind: 'constructor' })).status).toBe(422);
    expect((await control('POST', '/_sim/reset')).status).toBe(204);
    expect(simulator.store.list('person')).toEqual([]);
    expect((await control('GET', '/_sim/journal')).headers.get('content-type')).toMatch('application/json');
  });
});
