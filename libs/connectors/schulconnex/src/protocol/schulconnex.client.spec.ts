import { lookup } from 'node:dns';
import { HttpService } from '@nestjs/axios';
import { Egress } from '@gateway/egress';
import { recoverByReferrer } from '../domain/plan/after-conflict';
import type { Change } from '../domain/plan/changes';
import { SchulconnexSimulator } from '../simulator';
import { aClient, accessTokens, type ClientWishes } from '../testing/client';
import { aGruppendatensatz, aPersonendatensatz, aPersonenkontext } from '../testing/wire';
import { postBody, putBody } from './bodies';
import { violationsIn } from './schema/check-traffic';
import type { SchulconnexClient } from './schulconnex.client';

describe('SchulconnexClient', () => {
  const egress = new Egress(new HttpService(), lookup);
  let simulator: SchulconnexSimulator;
  let client: SchulconnexClient;
  const logIn = (wishes: ClientWishes): SchulconnexClient => aClient(egress, simulator, wishes);

  beforeAll(async () => {
    simulator = await SchulconnexSimulator.start();
  });

  beforeEach(() => {
    simulator.reset();
    simulator.profile = '1.7';
    client = aClient(egress, simulator);
  });

  afterAll(async () => {
    await simulator.stop();
    egress.onApplicationShutdown();
  });

  const ada = aPersonendatensatz({ id: 'uuid1', referrer: 'svs:S-1' }, aPersonenkontext({ id: 'kt1' }));
  const changes: Change[] = [
    { attribute: 'familyName', from: 'Müstermann', to: 'Probe', owner: 'source', reason: 'differs' },
  ];
  const aNewPerson = (key: string) =>
    postBody(
      'person',
      Object.entries({
        referrer: `svs:${key}`,
        familyName: 'Probe',
        givenName: 'Ada',
        trustLevel: 'Teil',
        disclosureBlocked: false,
      }).map(([attribute, to]) => ({ attribute, from: undefined, to, owner: 'source', reason: 'differs' })),
    );

  describe('reading', () => {
    it('lists our own people with their contexts, in our words', async () => {
      simulator.seed({ personen: [ada] });

      await expect(client.people()).resolves.toMatchObject([
        {
          id: 'uuid1',
          revision: '1',
          referrer: 'svs:S-1',
          familyName: 'Müstermann',
          birthPlace: 'Musterstadt',
          disclosureBlocked: false,
          contexts: [{ id: 'kt1', role: 'Lern', released: false }],
        },
      ]);
      expect(simulator.journal.lines()).toEqual(['GET /personen?sichtfreigabe=nein']);
    });

    it('P25: does not ask for people others released to us', async () => {
      const foreign = aPersonendatensatz({ id: 'f', mandant: 'other' }, aPersonenkontext({ id: 'fk' }));
      simulator.seed({ personen: [ada, foreign] });
      simulator.store.add({
        kind: 'sichtfreigabe',
        mandant: 'other',
        organisation: 'other',
        parent: 'fk',
        data: { orgid: simulator.clients[0]!.organisation },
      });

      await expect(client.people()).resolves.toHaveLength(1);
    });

    it('R10: reads and writes a service of 1.4, which answers 200 and writes codes in capitals', async () => {
      simulator.profile = '1.4';
      simulator.seed({ personen: [ada] });

      await expect(client.people()).resolves.toMatchObject([
        { trustLevel: 'Voll', disclosureBlocked: false, contexts: [{ role: 'Lern', status: 'Aktiv' }] },
      ]);
      await expect(client.create('person', aNewPerson('S-2'))).resolves.toMatchObject({ outcome: 'done' });
      expect(simulator.journal.all().at(-1)).toMatchObject({
        request: { vertrauensstufe: 'Teil' },
        status: 200,
      });
    });

    it('R11: classifies numeric error codes the same', async () => {
      simulator.profile = 'dbildungs';

      await expect(client.groups()).rejects.toMatchObject({
        code: 'SCHULCONNEX_NOT_OFFERED',
        facts: { error: '501/01' },
      });
    });

    it.each([
      ['an error', { kind: 'status', status: 500 } as const, 'SCHULCONNEX_UNAVAILABLE'],
      ['a page instead of a list', { kind: 'login-page' } as const, 'SCHULCONNEX_ANSWER_UNREADABLE'],
      ['half a list', { kind: 'cut-answer' } as const, 'SCHULCONNEX_UNAVAILABLE'],
      ['a refusal', { kind: 'status', status: 403, subcode: '00' } as const, 'SCHULCONNEX_READING_REFUSED'],
      ['no answer', { kind: 'hang-up' } as const, 'SCHULCONNEX_UNAVAILABLE'],
    ])('R05: a list counts only if it is complete: not with %s', async (_, fault, code) => {
      simulator.seed({ personen: [ada] });
      simulator.failNext({ ...fault, path: '^/personen' });

      await expect(client.people()).rejects.toMatchObject({ code });
    });

    it('passes on for how long a service wants to be left alone', async () => {
      simulator.failNext({ kind: 'status', status: 429, retryAfter: 17, path: '^/personen' });

      await expect(client.people()).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 17 });
    });

    it('says which element of a list cannot be read, and nothing about whom', async () => {
      simulator.seed({ personen: [ada, aPersonendatensatz({ id: 'a/b' })] });

      await expect(client.people()).rejects.toMatchObject({
        kind: 'garbled',
        facts: { operation: 'readPersonen', element: 1 },
      });
    });

    it('R07: says that a service has no groups', async () => {
      simulator.profile = 'ohne-gruppen';

      await expect(client.groups()).rejects.toMatchObject({ code: 'SCHULCONNEX_NOT_OFFERED' });
    });

    it('reads one record of each kind, and knows which is not there', async () => {
      simulator.seed({
        personen: [ada],
        gruppen: [aGruppendatensatz({ id: 'g1' }, { id: 'z1', ktid: 'kt1', rollen: ['Lern'] })],
      });

      await expect(client.read('person', 'uuid1')).resolves.toMatchObject({ id: 'uuid1' });
      await expect(client.read('context', 'kt1')).resolves.toMatchObject({ role: 'Lern' });
      await expect(client.read('group', 'g1')).resolves.toMatchObject({ memberships: [{ id: 'z1' }] });
      await expect(client.read('membership', 'z1')).resolves.toMatchObject({ contextId: 'kt1' });
      await expect(client.read('person', 'nobody')).resolves.toBeUndefined();
      await expect(client.organisation()).resolves.toMatchObject({ number: 'NI_99001' });
    });
  });

  describe('writing', () => {
    it('P01: sends the whole record with its revision, and gets the new one', async () => {
      simulator.seed({ personen: [ada] });
      const [person] = await client.people();

      const written = await client.update('person', 'uuid1', putBody('person', person!, changes));

      expect(written).toMatchObject({ outcome: 'done', record: { revision: '2', familyName: 'Probe' } });
      expect(simulator.journal.all().at(-1)?.request).toEqual({
        referrer: 'svs:S-1',
        name: { familienname: 'Probe', vorname: 'Ada' },
        geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt' },
        vertrauensstufe: 'Voll',
        auskunftssperre: 'Nein',
        revision: '1',
      });
    });

    it('P20: is told that a record has moved on, and can send it anew with what others changed', async () => {
      simulator.seed({ personen: [ada] });
      const [person] = await client.people();
      const change = { name: { familienname: 'Müstermann', vorname: 'Ada', titel: 'Dr.' } };
      simulator.failNext({ kind: 'changed-by-others', method: 'PUT', change });

      await expect(client.update('person', 'uuid1', putBody('person', person!, changes))).resolves.toEqual({
        outcome: 'conflict',
      });

      const fresh = await client.read('person', 'uuid1');
      await expect(
        client.update('person', 'uuid1', putBody('person', fresh!, changes)),
      ).resolves.toMatchObject({ record: { title: 'Dr.', familyName: 'Probe', revision: '3' } });
    });

    it('P19: does not know whether a person was created when the answer got lost, and finds out', async () => {
      simulator.failNext({ kind: 'lost-answer', method: 'POST', path: '^/personen$' });

      await expect(client.create('person', aNewPerson('S-12'))).resolves.toMatchObject({
        outcome: 'uncertain',
      });
      const found = recoverByReferrer(await client.findByReferrer('person', 'svs:S-12'), 'svs:S-12');
      expect(found).toMatchObject({ found: 'one' });
      expect(simulator.store.list('person')).toHaveLength(1);
    });

    it('P18: finds more than asked for, of which the exact one counts', async () => {
      await client.create('person', aNewPerson('S-12'));
      await client.create('person', aNewPerson('S-125'));

      const listed = await client.findByReferrer('person', 'svs:S-12');
      expect(listed).toHaveLength(2);
      expect(recoverByReferrer(listed, 'svs:S-12')).toMatchObject({ record: { referrer: 'svs:S-12' } });
    });

    it.each([
      ['an unknown code', { personenstatus: 'Weg', rolle: 'Lern' }, '400/10'],
      ['a second context with the same role', { rolle: 'lern' }, '400/03'],
      ['an attribute nobody knows', { rolle: 'Lehr', farbe: 'rot' }, '400/06'],
    ])('P30: is told why a context was refused: %s', async (_, body, code) => {
      simulator.seed({ personen: [ada] });

      await expect(client.create('context', body, { parentId: 'uuid1' })).resolves.toMatchObject({
        outcome: 'refused',
        code,
      });
    });

    it('P31: is told that a context others know cannot be deleted directly', async () => {
      simulator.seed({ personen: [ada] });
      simulator.deliver('kt1');

      await expect(client.remove('context', 'kt1', '1')).resolves.toMatchObject({ code: '400/13' });
      await expect(client.remove('person', 'uuid1', '1')).resolves.toMatchObject({ code: '400/12' });
    });

    it('P32: deletes a context and then its person, and takes a missing record for gone', async () => {
      simulator.seed({ personen: [ada] });

      await expect(client.remove('context', 'kt1', '1')).resolves.toEqual({ outcome: 'done' });
      await expect(client.remove('person', 'uuid1', '1')).resolves.toEqual({ outcome: 'done' });
      await expect(client.remove('person', 'uuid1', '1')).resolves.toEqual({ outcome: 'gone' });
    });

    it('P33: is told that a service takes one address only', async () => {
      simulator.profile = 'eine-erreichbarkeit';
      simulator.seed({ personen: [ada] });
      const erreichbarkeiten = ['a', 'b'].map((name) => ({
        typ: 'E-Mail',
        kennung: `${name}@schule.example`,
      }));

      await expect(
        client.create('context', { rolle: 'Lehr', erreichbarkeiten }, { parentId: 'uuid1' }),
      ).resolves.toMatchObject({ code: '400/19' });
    });

    it.each([
      ['R06: lets us read only', { kind: 'status', status: 405, subcode: '01' }, { outcome: 'read-only' }],
      [
        'R08: fails with a page',
        { kind: 'status-after', status: 500 },
        { outcome: 'uncertain', reason: 'HTTP_500' },
      ],
      [
        'answers a page as success',
        { kind: 'login-page' },
        { outcome: 'uncertain', reason: 'ANSWER_UNREADABLE' },
      ],
      [
        'has no time',
        { kind: 'status', status: 503, retryAfter: 5 },
        { outcome: 'not-processed', reason: 'HTTP_503', retryAfterSeconds: 5 },
      ],
      ['has nothing like it', { kind: 'status', status: 501, subcode: '00' }, { outcome: 'not-offered' }],
      [
        'is behind something that knows no such page',
        { kind: 'status', status: 404 },
        { outcome: 'refused', code: '404' },
      ],
    ] as const)('knows what became of a write when the service %s', async (_, fault, outcome) => {
      simulator.failNext({ ...fault, method: 'POST', path: '^/personen$' });

      await expect(client.create('person', aNewPerson('S-1'))).resolves.toEqual(outcome);
    });

    it('G18: is told of a circle of references', async () => {
      simulator.seed({
        gruppen: [
          aGruppendatensatz({ id: 'a' }),
          aGruppendatensatz({ id: 'b', referenzgruppen: [{ grupid: 'a' }] }),
        ],
      });
      const body = { bezeichnung: 'a', typ: 'Kurs', referenzgruppen: [{ grupid: 'b' }], revision: '1' };

      await expect(client.update('group', 'a', body)).resolves.toMatchObject({ code: '400/14' });
    });

    it('G22: is told that a deletion came with an old revision', async () => {
      simulator.seed({ gruppen: [aGruppendatensatz({ id: 'g1' })] });

      await expect(client.remove('group', 'g1', '0')).resolves.toEqual({ outcome: 'conflict' });
      await expect(client.remove('group', 'g1', '1')).resolves.toEqual({ outcome: 'done' });
    });
  });

  describe('logging in', () => {
    it('R01: shows a wrong password once, whoever asks, and calls nothing else', async () => {
      const wrong = logIn({ password: 'falsch' });
      const failures = await Promise.allSettled([wrong.people(), wrong.groups()]);

      expect(
        failures.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code),
      ).toEqual(Array(2).fill('SCHULCONNEX_LOGIN_REFUSED'));
      await expect(wrong.people()).rejects.toMatchObject({
        kind: 'misconfigured',
        facts: { status: 400, oauthError: 'invalid_grant' },
      });
      expect(simulator.tokens.asked).toEqual(['password']);
      expect(simulator.journal.lines()).toEqual([]);
    });

    it('R01: shows a wrong client secret once', async () => {
      const wrong = logIn({ clientSecret: 'falsch' });
      await expect(wrong.people()).rejects.toMatchObject({ facts: { oauthError: 'invalid_client' } });
      await expect(wrong.people()).rejects.toMatchObject({ code: 'SCHULCONNEX_LOGIN_REFUSED' });

      expect(simulator.tokens.asked).toHaveLength(1);
    });

    it('R02: gets another token once when the token has expired, and sends the request again', async () => {
      await client.people();
      simulator.failNext({ kind: 'expired-token', method: 'POST', path: '^/personen$' });

      await expect(client.create('person', aNewPerson('S-1'))).resolves.toMatchObject({ outcome: 'done' });
      expect(simulator.tokens.asked).toEqual(['password', 'refresh_token']);
      expect(simulator.store.list('person')).toHaveLength(1);
    });

    it('R02: gives up when another token is not accepted either', async () => {
      simulator.failNext({ kind: 'expired-token', times: 9, path: '^/personen' });

      await expect(client.people()).rejects.toMatchObject({ code: 'SCHULCONNEX_READING_REFUSED' });
      expect(simulator.journal.all()).toHaveLength(2);
      await expect(client.create('person', aNewPerson('S-1'))).resolves.toEqual({
        outcome: 'not-authorised',
        code: '401/01',
      });
      expect(simulator.journal.all()).toHaveLength(4);
    });

    it('does not get another token for a right that is missing', async () => {
      simulator.failNext({ kind: 'status', status: 401, subcode: '00', path: '^/personen' });

      await expect(client.people()).rejects.toMatchObject({ facts: { error: '401/00' } });
      expect(simulator.tokens.asked).toHaveLength(1);
    });

    it('fetches one token for all who wait for it', async () => {
      await Promise.all([client.people(), client.groups(), client.organisation()]);

      expect(simulator.tokens.asked).toEqual(['password']);
    });

    it('renews a token shortly before it expires', async () => {
      let now = 0;
      const tokens = accessTokens(egress, simulator, { clock: () => now });
      const first = await tokens.current();
      now = 1_769_000;
      expect(await tokens.current()).toBe(first);
      now = 1_770_000;
      expect(await tokens.current()).not.toBe(first);
    });

    it('shows the credentials when a refresh token is not accepted', async () => {
      let now = 0;
      const tokens = accessTokens(egress, simulator, { clock: () => now });
      await tokens.current();
      simulator.tokens.clear();
      now = 1_800_000;
      await tokens.current();

      expect(simulator.tokens.asked).toEqual(['refresh_token', 'password']);
    });

    it('R16: logs in as a client without a user', async () => {
      const wishes = { grant: { type: 'client_credentials', clientAuthentication: 'body' } } as const;
      await expect(logIn(wishes).people()).resolves.toEqual([]);

      expect(simulator.tokens.asked).toEqual(['client_credentials']);
    });

    it('tries again later when the token endpoint is out of order', async () => {
      simulator.failNext({ kind: 'status', status: 503, retryAfter: 3, path: '^/token' });

      await expect(client.people()).rejects.toMatchObject({
        code: 'SCHULCONNEX_TOKEN_UNAVAILABLE',
        retryAfterSeconds: 3,
      });
      await expect(client.people()).resolves.toEqual([]);
    });

    it('meets another kind of service when the token asks for it', async () => {
      const reader = logIn({ tokenQuery: '?profile=nur-lesen' });

      await expect(reader.create('person', aNewPerson('S-1'))).resolves.toEqual({ outcome: 'read-only' });
      await expect(client.create('person', aNewPerson('S-1'))).resolves.toMatchObject({ outcome: 'done' });
    });
  });

  it('R15: cannot send a filter twice, and sends nothing the interface does not know', async () => {
    simulator.seed({ personen: [ada] });
    const [person] = await client.people();
    await client.update('person', 'uuid1', putBody('person', person!, changes));
    await client.create('context', { rolle: 'Lehr' }, { parentId: 'uuid1' });
    const group = await client.create('group', {
      bezeichnung: '7a',
      typ: 'Klasse',
      faecher: [{ kennung: 'MA' }],
    });
    const parentId = group.outcome === 'done' ? group.record!.id : '';
    await client.create('membership', { ktid: 'kt1', rollen: ['Lern'] }, { parentId });
    await client.findByReferrer('membership', 'svs:x', { parentId });
    await client.groups();
    await client.remove('group', parentId, '1');

    expect(simulator.journal.all()).toHaveLength(8);
    expect(simulator.journal.all().flatMap((seen) => violationsIn({ status: 0, ...seen }))).toEqual([]);
  });
});
