import { auditEvent, AuditTrail, type Actor, type AuditEvent } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { proposedAnswer, toRemember, type Answer, type GivenAnswer } from '../../domain/answers';
import { isDeciding, nextState, type SyncEvent } from '../../domain/steps';
import type { Whose } from '../../storage/whose';
import { answersOf, rememberAnswers } from '../../storage/synchronisation/decisions';
import { itemFrom, plannedRevisions, planRows, type OfRun } from '../../storage/synchronisation/plan-items';
import type { StoredSelection, Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import {
  createSynchronisation,
  getSynchronisation,
  moveOn,
  SynchronisationMoved,
  type NewSynchronisation,
  type SyncChange,
} from '../../storage/synchronisation/synchronisations';
import { schulconnexConnection } from '../context';
import { SynchronisationQueue } from './queue';

/** Who does something about which synchronisation. */
export interface ByWhom extends Whose {
  readonly actor: Actor;
}

/** The answer does not fit the question. */
class AnswerNotPossible extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'ANSWER_NOT_POSSIBLE';

  constructor(nr: number, answer: string) {
    super('This question does not take this answer, or it does not say which candidate is meant', {
      nr,
      answer,
    });
  }
}

/** Somebody confirms another plan than the one that stands. */
class PlanOutdated extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'PLAN_OUTDATED';

  constructor(given: number, current: number) {
    super('This is not the plan that stands now; read it again', { given, current });
  }
}

/** More is created or deleted at once than usual: confirmed a second time, by an act of its own. */
class AmountsUnconfirmed extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'AMOUNTS_UNCONFIRMED';

  constructor(codes: readonly string[]) {
    super('The plan creates or deletes unusually much; confirm the amounts as well', {
      codes: codes.join(' '),
    });
  }
}

const event = (happened: string): AuditEvent =>
  auditEvent(`schulconnex/synchronisation-${happened}`, { log: 'record', object: 'synchronisation' });

const events = {
  started: event('started'),
  chosen: event('selection-chosen'),
  answered: event('questions-answered'),
  replanned: event('planned-anew'),
  confirmed: event('plan-confirmed'),
  amountsConfirmed: event('amounts-confirmed'),
  cancelled: event('cancelled'),
};

/** What people do with a synchronisation: start it, choose, answer, confirm, call it off. */
@Injectable()
export class DirectSynchronisation {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly audit: AuditTrail,
    private readonly queue: SynchronisationQueue,
  ) {}

  /** Step 1. @throws {SynchronisationRunning} R13 @throws {NotFound} */
  start(by: ByWhom, input: Omit<NewSynchronisation, 'actor'>): Promise<Synchronisation> {
    return this.database.tenant(by.tenant, async (tx) => {
      await schulconnexConnection(this.connections, tx, by.connection);
      const id = await createSynchronisation(tx, by, { ...input, actor: by.actor });
      await this.note(tx, by, id, 'started');
      await this.queue.wake(tx, by);
      return getSynchronisation(tx, by.connection, id);
    });
  }

  /** Step 2. @throws {SynchronisationMoved} */
  choose(by: ByWhom, id: string, selection: StoredSelection): Promise<Synchronisation> {
    return this.act(by, id, { event: 'chosen', note: 'chosen', change: () => ({ selection }) });
  }

  /**
   * Steps 4 and 8: answers to questions, which count from the next plan on.
   *
   * @param answers by the number of the question
   * @throws {AnswerNotPossible} and nothing is remembered
   */
  answer(by: ByWhom, id: string, answers: ReadonlyMap<number, GivenAnswer>): Promise<number> {
    return this.database.tenant(by.tenant, async (tx) => {
      const sync = await getSynchronisation(tx, by.connection, id, { locked: true });
      if (!isDeciding(sync.state)) throw new SynchronisationMoved(id, sync.state);
      const remembered = await this.toRemember(tx, { ...by, synchronisation: id }, answers);
      await rememberAnswers(tx, by, by.actor, remembered);
      await this.note(tx, by, id, 'answered');
      return remembered.length;
    });
  }

  /**
   * Step 8 after a change of the school year: what is proposed for each group is the answer, unless somebody has
   * answered by themselves.
   *
   * @param plan whose proposals somebody has seen @throws {PlanOutdated}
   */
  acceptProposals(by: ByWhom, id: string, plan: number): Promise<number> {
    return this.database.tenant(by.tenant, async (tx) => {
      await this.deciding(tx, by, id, plan);
      const run = { ...by, synchronisation: id };
      const given = new Set((await answersOf(tx, run)).map(subjectOf));
      const proposed = (await planRows(tx, run, { questions: true })).flatMap((row) => {
        const answer = proposedAnswer(row);
        return answer ? [[row.nr, { answer }] as const] : [];
      });
      const news = (await this.toRemember(tx, run, new Map(proposed))).filter(
        (answer) => !given.has(subjectOf(answer)),
      );
      await rememberAnswers(tx, by, by.actor, news);
      await this.note(tx, by, id, 'answered');
      return news.length;
    });
  }

  /** Makes the plan of this part once more, with everything answered meanwhile. @throws {SynchronisationMoved} */
  replan(by: ByWhom, id: string): Promise<Synchronisation> {
    return this.act(by, id, { event: 'replan', note: 'replanned' });
  }

  /**
   * What stands in this plan is what will be written.
   *
   * @throws {PlanOutdated} @throws {AmountsUnconfirmed} until the amounts are confirmed as well
   */
  confirm(by: ByWhom, id: string, plan: number): Promise<Synchronisation> {
    return this.database.tenant(by.tenant, async (tx) => {
      const sync = await this.deciding(tx, by, id, plan);
      const missing = unconfirmed(sync);
      if (missing.length > 0) throw new AmountsUnconfirmed(missing);
      return this.advance(tx, by, sync, { event: 'confirmed', note: 'confirmed' });
    });
  }

  /** The second confirmation of unusual amounts: an act of its own, before the plan is confirmed. @throws {PlanOutdated} */
  confirmAmounts(by: ByWhom, id: string, plan: number): Promise<Synchronisation> {
    return this.database.tenant(by.tenant, async (tx) => {
      const sync = await this.deciding(tx, by, id, plan);
      const facts = { ...sync.facts, amountsConfirmed: sync.warnings.map(({ code }) => code) };
      await this.note(tx, by, id, 'amountsConfirmed');
      return moveOn(tx, sync, sync.state, { facts });
    });
  }

  /** What is written stays written. @throws {SynchronisationMoved} when it is over already */
  cancel(by: ByWhom, id: string): Promise<Synchronisation> {
    return this.act(by, id, { event: 'cancel', note: 'cancelled' });
  }

  /** What the source's questions are about has its revision on the other side of the plan. */
  private async toRemember(
    tx: Tx,
    run: OfRun,
    answers: ReadonlyMap<number, GivenAnswer>,
  ): Promise<Omit<Answer, 'agreed'>[]> {
    const rows = await planRows(tx, run, { numbers: [...answers.keys()] });
    const items = new Map(rows.map((row) => [row.nr, itemFrom(row, [])]));
    const remembered = [...answers].flatMap(([nr, given]) => {
      const item = items.get(nr);
      const answer = item && toRemember(item, given);
      if (!answer) throw new AnswerNotPossible(nr, given.answer);
      return answer;
    });
    const unseen = remembered.filter(({ revision, remoteId }) => revision === '' && remoteId !== '');
    const revisions = await plannedRevisions(
      tx,
      run,
      unseen.map(({ remoteId }) => remoteId),
    );
    return remembered.map((one) => ({
      ...one,
      revision: one.revision === '' ? (revisions.get(one.remoteId) ?? '') : one.revision,
    }));
  }

  private async deciding(tx: Tx, by: ByWhom, id: string, plan: number): Promise<Synchronisation> {
    const sync = await getSynchronisation(tx, by.connection, id, { locked: true });
    if (!isDeciding(sync.state)) throw new SynchronisationMoved(id, sync.state);
    if (sync.plan !== plan) throw new PlanOutdated(plan, sync.plan);
    return sync;
  }

  private act(by: ByWhom, id: string, act: Act): Promise<Synchronisation> {
    return this.database.tenant(by.tenant, async (tx) =>
      this.advance(tx, by, await getSynchronisation(tx, by.connection, id, { locked: true }), act),
    );
  }

  private async advance(tx: Tx, by: ByWhom, sync: Synchronisation, act: Act): Promise<Synchronisation> {
    const to = nextState(sync.state, act.event, { planOnly: sync.dryRun });
    if (!to) throw new SynchronisationMoved(sync.id, sync.state);
    const moved = await moveOn(tx, sync, to, act.change?.(sync) ?? {});
    await this.note(tx, by, sync.id, act.note);
    await this.queue.wake(tx, by);
    return moved;
  }

  private async note(
    tx: Tx,
    { tenant, actor }: ByWhom,
    id: string,
    what: keyof typeof events,
  ): Promise<void> {
    await this.audit.record(tx, events[what]({ tenant, actor, object: id, outcome: 'success' }));
  }
}

/** What an answer is about, as it was. */
const subjectOf = ({ resource, key, remoteId, revision }: Omit<Answer, 'agreed'>): string =>
  [resource, key, remoteId, revision].join('\n');

interface Act {
  readonly event: SyncEvent;
  readonly note: keyof typeof events;
  readonly change?: (sync: Synchronisation) => SyncChange;
}

const unconfirmed = ({ warnings, facts }: Synchronisation): string[] => {
  const seen = new Set(facts.amountsConfirmed ?? []);
  return warnings
    .filter(({ demands, code }) => demands === 'confirm' && !seen.has(code))
    .map(({ code }) => code);
};
