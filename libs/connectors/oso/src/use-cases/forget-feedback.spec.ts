import { randomUUID } from 'node:crypto';
import { feedbackInput, pointInput } from '../testing';
import type { Customer } from '../testing/customer';
import { OsoScene } from '../testing/oso-scene';
import { ForgetFeedback } from './forget-feedback';
import { Notices } from './notices';

const SENDER = '00000003999999990000';

describe('what is about a dossier', () => {
  let scene: OsoScene;

  beforeAll(async () => {
    scene = await OsoScene.start();
  });
  afterEach(() => scene.reset());
  afterAll(() => scene.stop());

  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  /** The day of the year in so many days from now, at least. */
  const dayIn = (days: number) => {
    const day = inDays(days);
    while (day.getUTCDate() > 28) day.setUTCDate(day.getUTCDate() + 1);
    return day.toISOString().slice(5, 10);
  };
  const forget = ({ ids }: Customer, at: Date) => scene.get(ForgetFeedback).run(ids, at);
  const receive = (customer: Customer) => {
    const koppelsleutel = randomUUID();
    const { register } = scene.simulator;
    const direction = { bron: register.point(0), doel: register.point(102) };
    return scene.database.tenant(customer.ids.tenant, async (tx) => {
      const { id } = await scene
        .get(Notices)
        .remember(tx, customer.ids, { direction, koppelsleutel, sender: SENDER });
      register.connect(koppelsleutel, direction.bron, direction.doel);
      return id;
    });
  };
  const notices = ({ ids }: Customer) =>
    scene.database.tenant(ids.tenant, (tx) => scene.get(Notices).page(tx, ids.connection, { limit: 10 }));
  const answering = (notice: string) => ({ notice, feedback: feedbackInput().feedback });

  it('is forgotten half a year after a Notificatie nobody answers, and not before', async () => {
    const customer = await scene.customer({ seasonEndsOn: null });
    await receive(customer);

    expect(await forget(customer, inDays(182))).toBe(0);
    expect(await forget(customer, inDays(184))).toBe(1);
    expect(await notices(customer)).toEqual([]);
  });

  it('is forgotten with the answer, also where that came late', async () => {
    const customer = await scene.customer({ seasonEndsOn: null, noticeDays: 1, contentDays: 10 });
    const notice = await receive(customer);
    expect(await customer.send(answering(notice))).toMatchObject({ state: 'delivered' });

    expect(await forget(customer, inDays(9))).toBe(0);
    expect(await notices(customer)).toHaveLength(1);
    expect(await forget(customer, inDays(11))).toBe(1);
    expect(await notices(customer)).toEqual([]);
  });

  it('is kept while a Terugkoppeling is open, which a person may send again', async () => {
    const customer = await scene.customer({ seasonEndsOn: null });
    const sent = await customer.send(feedbackInput({ doel: pointInput('oso2017', 103) }));
    expect(sent).toMatchObject({ state: 'rejected' });

    expect(await forget(customer, inDays(400))).toBe(0);
    expect(await customer.resend(sent.id)).toMatchObject({ state: 'rejected' });
  });

  it('is forgotten with the season, whatever became of it; what came after stays', async () => {
    const customer = await scene.customer({ seasonEndsOn: dayIn(10) });
    const sent = await customer.send(feedbackInput({ doel: pointInput('oso2017', 103) }));
    await receive(customer);

    expect(await forget(customer, inDays(1))).toBe(0);
    expect(await forget(customer, inDays(20))).toBe(2);
    expect(await notices(customer)).toEqual([]);
    await expect(customer.resend(sent.id)).rejects.toMatchObject({ code: 'SUBJECT_ERASED' });
    expect(await customer.look(sent.id)).toMatchObject({ state: 'rejected' });
  });

  it('is never forgotten while it is under way', async () => {
    const customer = await scene.customer({ seasonEndsOn: dayIn(10) });
    const sent = await customer.send(feedbackInput({ doel: pointInput('oso2017', 103) }));
    await scene.test.admin(
      `update delivery set state = 'sending', lease_until = now() + interval '1 hour', call_id = gen_random_uuid() where id = $1`,
      [sent.id],
    );

    expect(await forget(customer, inDays(20))).toBe(0);
  });
});
