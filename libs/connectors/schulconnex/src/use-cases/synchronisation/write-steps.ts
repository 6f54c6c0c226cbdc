import { afterConflict, recoverByReferrer } from '../../domain/plan/after-conflict';
import {
  valuesOfContext,
  valuesOfGroup,
  valuesOfMembership,
  valuesOfPerson,
  type Resource,
  type Values,
} from '../../domain/plan/attributes';
import type { Change } from '../../domain/plan/changes';
import { deletionObstacles, type DeletionRules } from '../../domain/plan/group-deletion';
import { deletionTimeInstead } from '../../domain/plan/leavers';
import { withNewIds, type NewIds } from '../../domain/plan/new-ids';
import type { PlanItem } from '../../domain/plan/plan-item';
import { postBody, putBody } from '../../protocol/bodies';
import type { Records } from '../../protocol/resources';
import type { SchulconnexClient } from '../../protocol/schulconnex.client';
import type { Written } from '../../protocol/written';
import {
  changedSincePlan,
  conflict,
  done,
  failed,
  outcomeOf,
  skipped,
  uncertain,
  type StepOutcome,
} from './step-outcome';
import type { ServiceState } from './service-state';

/** What a step needs to know beside itself. */
export interface WriteSurroundings {
  readonly client: SchulconnexClient;
  readonly state: ServiceState;
  readonly idOf: (resource: Resource, key: string) => string | undefined;
  readonly deletion: DeletionRules;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly referrerFor: (key: string) => string;
  /** Ids of steps of this run that are done. */
  readonly isDone: (id: string) => boolean;
  /** The record a new one takes the place of, by the new one's step: until it goes, both have one referrer. */
  readonly replacedBy: ReadonlyMap<string, string>;
}

type AnyRecord = Records[Resource];

/**
 * Writes one planned step (dossier 10): what was confirmed and nothing else, never twice, and nothing that
 * has moved on since it was planned.
 */
export class WriteSteps {
  constructor(private readonly around: WriteSurroundings) {}

  /** @param begun it may have been sent before, by a process that did not live to see the answer */
  write(item: PlanItem, begun: boolean): Promise<StepOutcome> {
    switch (item.operation) {
      case 'create':
        return this.create(item, begun);
      case 'update':
        return this.update(item, begun);
      case 'delete':
        return item.resource === 'group' ? this.deleteGroup(item) : this.remove(item);
      case 'import':
      case 'none':
        return Promise.resolve(skipped('nothing to write'));
    }
  }

  private async create(item: PlanItem, begun: boolean): Promise<StepOutcome> {
    const { resource, key = '' } = item;
    const parentId = this.parentOf(item);
    if (parentId === null) return skipped('parent missing');
    const found = this.withoutReplaced(
      item,
      this.around.state.byReferrer(resource, this.around.referrerFor(key), parentId),
    );
    if (found.length > 0) return begun && found.length === 1 ? done(found[0]) : changedSincePlan();
    const changes = withNewIds(item.changes, this.newIds);
    if (!changes) return skipped('awaited record missing');
    const body = postBody(resource, changes);
    const send = (): Promise<Written<AnyRecord>> =>
      this.around.client.create(resource, body, this.options(parentId));
    const first = await send();
    if (first.outcome !== 'uncertain') return this.wrote(resource, first);
    const recovered = await this.recover(item, parentId);
    if (recovered !== 'none') return recovered;
    const second = await send();
    if (second.outcome !== 'uncertain') return this.wrote(resource, second);
    const again = await this.recover(item, parentId);
    // Sent twice and certainly not there: the next run tries again.
    return again === 'none' ? failed(second.reason) : again;
  }

  /** A creation whose answer was lost: looked for by its exact referrer before it is sent again (P18, P19). */
  private async recover(item: PlanItem, parentId: string | undefined): Promise<StepOutcome | 'none'> {
    const { resource, key = '' } = item;
    const referrer = this.around.referrerFor(key);
    try {
      const listed = await this.around.client.findByReferrer(resource, referrer, this.options(parentId));
      const recovery = recoverByReferrer<AnyRecord>(this.withoutReplaced(item, listed), referrer);
      if (recovery.found === 'none') return 'none';
      return recovery.found === 'one' ? done(recovery.record) : conflict(['referrer']);
    } catch {
      return uncertain('NOT_FOUND_OUT');
    }
  }

  private withoutReplaced<T extends AnyRecord>({ id }: PlanItem, records: readonly T[]): T[] {
    const replaced = this.around.replacedBy.get(id);
    return records.filter((record) => record.id !== replaced);
  }

  private async update(item: PlanItem, begun: boolean): Promise<StepOutcome> {
    const { resource } = item;
    const id = item.remoteId ?? this.around.idOf(resource, item.key ?? '');
    const record = id === undefined ? undefined : this.around.state.get(resource, id);
    if (!record) return failed('VANISHED');
    const changes = withNewIds(item.changes, this.newIds);
    if (!changes) return skipped('awaited record missing');
    if (this.hasMoved(item, record)) {
      const arrived = begun && afterConflict(resource, changes, valuesOf(resource, record)).do === 'nothing';
      return arrived ? done(record) : changedSincePlan();
    }
    const written = await this.put(resource, record, changes);
    if (written.outcome === 'conflict' || written.outcome === 'uncertain') {
      return this.lookAgain(resource, record.id, changes, written);
    }
    return this.wrote(resource, written);
  }

  /** The record has moved on, or the answer got lost: what is there now decides; one more try, no loop (10.3). */
  private async lookAgain(
    resource: Resource,
    id: string,
    changes: readonly Change[],
    { outcome }: Written<AnyRecord>,
  ): Promise<StepOutcome> {
    const fresh = await this.read(resource, id);
    if (fresh === 'unknown') return outcome === 'conflict' ? changedSincePlan() : uncertain('NOT_FOUND_OUT');
    if (!fresh) return failed('VANISHED');
    const after = afterConflict(resource, changes, valuesOf(resource, fresh));
    if (after.do === 'nothing') return done(fresh);
    if (after.do === 'ask') return conflict(after.attributes);
    const again = await this.put(resource, fresh, after.changes);
    return again.outcome === 'conflict' ? changedSincePlan() : this.wrote(resource, again);
  }

  private put(
    resource: Resource,
    record: AnyRecord,
    changes: readonly Change[],
  ): Promise<Written<AnyRecord>> {
    return this.around.client.update(resource, record.id, putBody(resource, record, changes), this.options());
  }

  private async remove(item: PlanItem): Promise<StepOutcome> {
    const { resource, remoteId = '' } = item;
    const record = this.around.state.get(resource, remoteId);
    if (!record) return done();
    if (this.hasMoved(item, record)) return changedSincePlan();
    const written = await this.around.client.remove(resource, remoteId, record.revision, this.options());
    if (written.outcome === 'gone') return done();
    const inUse = written.outcome === 'refused' && written.code === '400/13' && resource === 'context';
    return inUse ? this.setDeletionTime(record) : outcomeOf(written);
  }

  /** A context that was delivered to a service cannot be deleted at once (400/13, dossier 2.4). */
  private async setDeletionTime(record: AnyRecord): Promise<StepOutcome> {
    const to = deletionTimeInstead(this.around.now(), this.around.now());
    const change = {
      attribute: 'deletionTime',
      from: undefined,
      to,
      owner: 'gateway',
      reason: 'replaced',
    } as const;
    const written = this.wrote('context', await this.put('context', record, [change]));
    return written.result === 'done'
      ? { ...written, code: 'DELETION_TIME_SET', holdsBack: true, keepsLink: true }
      : written;
  }

  /** Asks everything that forbids it of the group as it is now, directly before (10.4, G22). */
  private async deleteGroup(item: PlanItem): Promise<StepOutcome> {
    const { remoteId = '' } = item;
    for (const attempt of [1, 2]) {
      const group = await this.read('group', remoteId);
      if (group === 'unknown') return failed('NOT_FOUND_OUT');
      if (!group) return done();
      if (attempt === 1 && this.hasMoved(item, group)) return changedSincePlan();
      const referring = this.around.state.referringTo(remoteId);
      const [obstacle] = deletionObstacles(group, referring, this.around.deletion);
      if (obstacle) return failed(obstacle);
      const { revision } = group;
      const written = await this.around.client.remove('group', remoteId, revision, this.options());
      if (written.outcome === 'gone') return done();
      if (written.outcome !== 'conflict') return outcomeOf(written);
    }
    return changedSincePlan();
  }

  private async read<R extends Resource>(
    resource: R,
    id: string,
  ): Promise<Records[R] | undefined | 'unknown'> {
    try {
      return await this.around.client.read(resource, id, this.around.signal);
    } catch {
      return 'unknown';
    }
  }

  private wrote(resource: Resource, written: Written<AnyRecord>): StepOutcome {
    if (written.outcome === 'done' && written.record) {
      this.around.state.wrote(resource, written.record);
    }
    return outcomeOf(written);
  }

  /** R14: another revision than the plan saw, and not by our own hand. */
  private hasMoved({ revision, after }: PlanItem, record: AnyRecord): boolean {
    if (revision === undefined || record.revision === revision) return false;
    return !this.around.state.isOurs(record.id) && !(after !== undefined && this.around.isDone(after));
  }

  private readonly newIds: NewIds = (resource, key) => this.around.idOf(resource, key);

  /** `null` if it needs a parent that does not exist. */
  private parentOf({ resource, parent }: PlanItem): string | undefined | null {
    if (resource === 'person' || resource === 'group') return undefined;
    const kind = resource === 'context' ? 'person' : 'group';
    return parent?.remoteId ?? this.around.idOf(kind, parent?.key ?? '') ?? null;
  }

  private options(parentId?: string): { readonly signal: AbortSignal; readonly parentId?: string } {
    return { signal: this.around.signal, ...(parentId !== undefined && { parentId }) };
  }
}

function valuesOf(resource: Resource, record: AnyRecord): Values {
  switch (resource) {
    case 'person':
      return valuesOfPerson(record as Records['person']);
    case 'context':
      return valuesOfContext(record as Records['context']);
    case 'group':
      return valuesOfGroup(record as Records['group']);
    case 'membership':
      return valuesOfMembership(record as Records['membership']);
  }
}
