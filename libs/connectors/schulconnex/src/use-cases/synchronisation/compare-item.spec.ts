import { standings } from '../../storage/synchronisation/standings';
import { aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aPersonendatensatz } from '../../testing/wire';
import { CompareItem } from './compare-item';

describe('a question of a synchronisation', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
    scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid1', geburt: {} })] });
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
  });

  afterAll(() => scene.stop());

  const standing = async () => {
    const [found] = await scene.database.tenant(sync.by.tenant, standings);
    return found;
  };

  it('shows both records side by side, and who looked is on record', async () => {
    const [question] = await sync.items({ questions: true });

    const compared = await scene.get(CompareItem).run(sync.by, sync.id, question?.nr ?? 0);

    expect(compared).toMatchObject({
      subject: { side: 'service', id: 'uuid1', exists: true },
      candidates: [{ side: 'source', id: 'S-1', exists: true }],
    });
    expect(compared.attributes).toContainEqual({
      attribute: 'familyName',
      subject: 'Müstermann',
      candidates: [{ value: 'Müstermann', agreement: 'agrees' }],
    });
    expect(compared.attributes).toContainEqual({
      attribute: 'birthDate',
      subject: undefined,
      candidates: [{ value: '2014-05-01', agreement: 'missing-in-subject' }],
    });
    const entries = await scene.test.admin(
      `select body from audit_entry where tenant_id = $1 and body like '%schulconnex/records-compared%'`,
      [sync.by.tenant],
    );
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('Müstermann');
  });

  it('is what the newest synchronisation waits for, until it is answered and the plan confirmed', async () => {
    await expect(standing()).resolves.toMatchObject({
      connectionId: sync.by.connection,
      lastSuccessAt: null,
      waiting: [{ state: 'held', heldBecause: 'decision', cause: 'SC_DECISIONS', count: 1 }],
    });

    await sync.answer('person', 'uuid1', { answer: 'same' });
    await expect(standing()).resolves.toMatchObject({ waiting: [{ cause: 'SC_PLAN', count: 1 }] });

    await sync.finish();
    await expect(standing()).resolves.toMatchObject({ lastSuccessAt: expect.any(Date) as Date, waiting: [] });
  });
});
