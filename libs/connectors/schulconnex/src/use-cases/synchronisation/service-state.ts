import type { RemoteGroup } from '../../domain/group';
import type { RemotePerson } from '../../domain/person';
import type { Resource } from '../../domain/plan/attributes';
import { referrersOf } from '../../domain/plan/group-deletion';
import type { Records } from '../../protocol/resources';

/** What the service has, record by record, as it was read and as our own writing has changed it since. */
export class ServiceState {
  private readonly records: { readonly [R in Resource]: Map<string, Records[R]> } = {
    person: new Map(),
    context: new Map(),
    group: new Map(),
    membership: new Map(),
  };
  /** By resource, parent and referrer. */
  private readonly referrers = new Map<string, Set<string>>();
  private readonly written = new Set<string>();
  private referring: ReadonlyMap<string, readonly RemoteGroup[]> = new Map();

  static ofPeople(people: readonly RemotePerson[]): ServiceState {
    const state = new ServiceState();
    for (const person of people) {
      state.file('person', person);
      for (const context of person.contexts) state.file('context', context, person.id);
    }
    return state;
  }

  static ofGroups(groups: readonly RemoteGroup[]): ServiceState {
    const state = new ServiceState();
    for (const group of groups) {
      state.file('group', group);
      for (const membership of group.memberships) state.file('membership', membership, group.id);
    }
    state.referring = referrersOf(groups);
    return state;
  }

  get<R extends Resource>(resource: R, id: string): Records[R] | undefined {
    return this.records[resource].get(id);
  }

  ids(resource: Resource): IterableIterator<string> {
    return this.records[resource].keys();
  }

  size(resource: Resource): number {
    return this.records[resource].size;
  }

  /** Records under exactly this referrer. */
  byReferrer<R extends Resource>(resource: R, referrer: string, parentId = ''): Records[R][] {
    const ids = this.referrers.get(`${resource}\n${parentId}\n${referrer}`) ?? [];
    return [...ids].flatMap((id) => this.get(resource, id) ?? []).filter((one) => one.referrer === referrer);
  }

  /** Groups that refer to this one. */
  referringTo(group: string): readonly RemoteGroup[] {
    return this.referring.get(group) ?? [];
  }

  /** Our own writing has made this of a record. */
  wrote<R extends Resource>(resource: R, record: Records[R]): void {
    this.records[resource].set(record.id, record);
    this.written.add(record.id);
  }

  /** We have deleted it. */
  removed(resource: Resource, id: string): void {
    this.records[resource].delete(id);
  }

  /** Whether a revision moved because of us. */
  isOurs(id: string): boolean {
    return this.written.has(id);
  }

  private file<R extends Resource>(resource: R, record: Records[R], parentId = ''): void {
    this.records[resource].set(record.id, record);
    if (record.referrer === undefined) return;
    const place = `${resource}\n${parentId}\n${record.referrer}`;
    const ids = this.referrers.get(place);
    if (ids) ids.add(record.id);
    else this.referrers.set(place, new Set([record.id]));
  }
}
