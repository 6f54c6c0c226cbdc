import { newId } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import type { GivenAnswer } from '../domain/answers';
import type { Snapshot } from '../domain/check-snapshot';
import type { PlanItem } from '../domain/plan/plan-item';
import { isDeciding, isOver } from '../domain/steps';
import type { Link } from '../domain/links';
import type { Resource } from '../domain/plan/attributes';
import { linksOf, rememberLinks } from '../storage/record-links';
import { addGroups, addPeople } from '../storage/source-records';
import {
  itemsFrom,
  planRows,
  type NumberedItem,
  type PlanFilter,
} from '../storage/synchronisation/plan-items';
import type { Whose } from '../storage/whose';
import type { Synchronisation } from '../storage/synchronisation/synchronisation.entity';
import { getSynchronisation, type NewSynchronisation } from '../storage/synchronisation/synchronisations';
import { CarryOut } from '../use-cases/synchronisation/carry-out';
import { DirectSynchronisation } from '../use-cases/synchronisation/direct';
import type { SchulconnexSettings } from '../schulconnex.settings';
import type { School } from './school';
import type { SchulconnexScene } from './schulconnex-scene';

/** A school that synchronises: what the run-level cases start from. */
export class SyncScene {
  id = '';

  private constructor(
    readonly scene: SchulconnexScene,
    readonly school: School,
  ) {}

  static async of(scene: SchulconnexScene, parts: Partial<SchulconnexSettings> = {}): Promise<SyncScene> {
    scene.reset();
    return new SyncScene(scene, await scene.school(parts));
  }

  static withSchool(scene: SchulconnexScene, school: School): SyncScene {
    return new SyncScene(scene, school);
  }

  /** The same school, seen by another process. */
  seenBy(scene: SchulconnexScene): SyncScene {
    const other = new SyncScene(scene, this.school);
    other.id = this.id;
    return other;
  }

  /** What the school has now; replaces what it had before. */
  async has({ people = [], groups = [] }: Partial<Snapshot>): Promise<void> {
    const { tenant, connection } = this.whose;
    const payloads = this.scene.get(Payloads);
    const id = newId();
    await this.scene.database.tenant(tenant, async (tx) => {
      await tx.query(`delete from schulconnex_person where connection_id = $1`, [connection]);
      await tx.query(`delete from schulconnex_group where connection_id = $1`, [connection]);
      await tx.query(`delete from schulconnex_snapshot where connection_id = $1`, [connection]);
      await tx.query(
        `insert into schulconnex_snapshot (tenant_id, connection_id, id, state, upload_key, people, groups)
         values ($1, $2, $3, 'complete', $4, $5, $6)`,
        [tenant, connection, id, newId(), people.length, groups.length],
      );
      const placed = <T>(records: readonly T[]): { record: T; position: number }[] =>
        records.map((record, position) => ({ record, position }));
      await addPeople(tx, payloads, this.whose, id, placed(people));
      await addGroups(tx, payloads, this.whose, id, placed(groups));
    });
  }

  /** Links of an earlier synchronisation. */
  async isLinked(kind: Resource, ...links: readonly Link[]): Promise<void> {
    await this.scene.database.tenant(this.whose.tenant, (tx) =>
      rememberLinks(
        tx,
        this.whose,
        links.map((link) => ({ ...link, kind, revision: '1', rule: 'link' })),
      ),
    );
  }

  async linkedTo(kind: Resource, key: string): Promise<string | undefined> {
    const links = await this.scene.database.tenant(this.whose.tenant, (tx) => linksOf(tx, this.whose, kind));
    return links.remoteIdOf(key);
  }

  async start(mode: Partial<NewSynchronisation> = {}): Promise<Synchronisation> {
    const sync = await this.direct.start(this.by, {
      dryRun: false,
      unattended: false,
      schoolYear: false,
      selection: {},
      ...mode,
    });
    this.id = sync.id;
    return sync;
  }

  /** A worker takes its turn. */
  async work(signal: AbortSignal = new AbortController().signal): Promise<Synchronisation> {
    await this.scene.get(CarryOut).run(this.whose, signal);
    return this.now();
  }

  now(): Promise<Synchronisation> {
    return this.scene.database.tenant(this.whose.tenant, (tx) =>
      getSynchronisation(tx, this.whose.connection, this.id),
    );
  }

  /** Confirms the plan that stands, whatever it says, and lets a worker go on. */
  async confirm(): Promise<Synchronisation> {
    const { plan, warnings } = await this.now();
    if (warnings.length > 0) await this.direct.confirmAmounts(this.by, this.id, plan);
    await this.direct.confirm(this.by, this.id, plan);
    return this.work();
  }

  /** To the end, confirming what there is to confirm. */
  async finish(): Promise<Synchronisation> {
    let sync = await this.work();
    while (isDeciding(sync.state)) sync = await this.confirm();
    if (!isOver(sync.state)) throw new Error(`stuck at ${sync.state}`);
    return sync;
  }

  async run(mode: Partial<NewSynchronisation> = {}): Promise<Synchronisation> {
    await this.start(mode);
    return this.finish();
  }

  /** Answers the question about this record, and makes the plan anew. */
  async answer(resource: 'person' | 'group', record: string, given: GivenAnswer): Promise<Synchronisation> {
    const question = (await this.items({ questions: true })).find(
      ({ item }) => item.resource === resource && (item.remoteId === record || item.key === record),
    );
    if (!question) throw new Error(`nobody asks about ${record}`);
    await this.direct.answer(this.by, this.id, new Map([[question.nr, given]]));
    await this.direct.replan(this.by, this.id);
    return this.work();
  }

  async items(filter: PlanFilter = {}): Promise<NumberedItem[]> {
    const run = { ...this.whose, synchronisation: this.id };
    return this.scene.database.tenant(this.whose.tenant, async (tx) =>
      itemsFrom(tx, this.scene.get(Payloads), run, await planRows(tx, run, filter)),
    );
  }

  async planned(filter: PlanFilter = {}): Promise<PlanItem[]> {
    return (await this.items(filter)).map(({ item }) => item);
  }

  /** What was asked to be written, in order: `PUT /personen/uuid1`. */
  writes(): string[] {
    return this.scene.simulator.journal.lines().filter((line) => !/^GET |\/token/.test(line));
  }

  bodies(method: string): readonly unknown[] {
    return this.scene.simulator.journal
      .all()
      .filter((entry) => entry.method === method && !entry.path.includes('/token'))
      .map(({ request }) => request);
  }

  get by(): School['ids'] {
    return this.school.ids;
  }

  get direct(): DirectSynchronisation {
    return this.scene.get(DirectSynchronisation);
  }

  private get whose(): Whose {
    const { tenant, connection } = this.school.ids;
    return { tenant, connection };
  }
}
