import { makeCa } from '@gateway/testing';
import { SchulconnexScene, type School } from '../testing';
import { Services } from './services';
import { StoreCredential } from './store-credential';
import { TestConnection, type StepResult } from './test-connection';

describe('a connection to a Schulconnex service', () => {
  let scene: SchulconnexScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });
  beforeEach(() => scene.reset());
  afterAll(() => scene.stop());

  const test = ({ ids: { tenant, connection, actor } }: School): Promise<StepResult[]> =>
    scene.get(TestConnection).run(tenant, connection, actor);

  const failed = async (school: School): Promise<string> => {
    const { step, reason = '' } = (await test(school)).find(({ result }) => result === 'failed') ?? {};
    return `${step} ${reason}`;
  };

  it('is tested from the credentials to the organisation', async () => {
    const results = await test(await scene.school());

    expect(results.map(({ step, result }) => `${step} ${result}`)).toEqual([
      'credentials ok',
      'dns ok',
      'tls ok',
      'token ok',
      'organisation ok',
    ]);
  });

  it('R16: logs in as a client alone where the settings say so', async () => {
    const school = await scene.school({ grant: 'client_credentials', clientAuthentication: 'body' });

    expect(await failed(school)).toBe('undefined ');
  });

  it('tells the first step that fails', async () => {
    expect(await failed(await scene.schoolWithoutCredentials())).toBe('credentials MISSING');

    const stranger = await scene.school({ serverCa: makeCa({ cn: 'Somebody else', keyType: 'ec' }).certPem });
    expect(await failed(stranger)).toBe('tls TLS_UNTRUSTED_SERVER');
  });

  it('R01: a wrong password is shown once, by whichever process', async () => {
    const school = await scene.schoolWithoutCredentials();
    const { clientSecret } = scene.simulator.clients[0] ?? { clientSecret: '' };
    await scene.get(StoreCredential).run(school.ids, { clientSecret, password: 'falsch' });

    expect(await failed(school)).toBe('token invalid_grant');
    const other = await SchulconnexScene.beside(scene);
    const { tenant, connection, actor } = school.ids;
    const again = await other.get(TestConnection).run(tenant, connection, actor);
    await other.leave();

    expect(again[0]).toEqual({ step: 'credentials', result: 'failed', reason: 'REFUSED' });
    expect(scene.simulator.journal.lines()).toEqual([]);
  });

  it('R18: credentials can be described, and nothing shows them', async () => {
    const school = await scene.school();
    const { tenant, connection } = school.ids;
    const versions = await scene.get(StoreCredential).list(tenant, connection);
    const [registered] = scene.simulator.clients;
    const dump = JSON.stringify([versions, await everyRow(scene)]);

    expect(versions[0]?.description).toEqual({ hasPassword: true });
    expect(dump).not.toContain(registered?.clientSecret);
    expect(dump).not.toContain(registered?.password);
  });

  it('has tokens of its own for each version of its credentials', async () => {
    const school = await scene.school();
    const context = await school.context();
    const before = await scene.get(Services).tokensOf(context);
    const { clientSecret = '', password } = scene.simulator.clients[0] ?? {};

    expect(await scene.get(Services).tokensOf(context)).toBe(before);
    await scene.get(StoreCredential).run(school.ids, { clientSecret, ...(password && { password }) });
    expect(await scene.get(Services).tokensOf(context)).not.toBe(before);
  });
});

/** What a backup of the settings and the vault holds, in clear. */
const everyRow = (scene: SchulconnexScene): Promise<unknown[]> =>
  scene.test.admin(`select s::text from vault_secret s
                    union all select c::text from connection c`);
