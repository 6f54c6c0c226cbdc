import { parentPort } from 'node:worker_threads';
import type { LocalGroup, RemoteGroup } from '../../domain/group';
import { groupsPart, type GroupsInput } from '../../domain/plan/groups-part';
import { peoplePart, type PartPlan, type PeopleInput } from '../../domain/plan/people-part';
import type { PlanItem } from '../../domain/plan/plan-item';
import type { Warning } from '../../domain/plan/guards';
import type { LocalPerson, RemotePerson } from '../../domain/person';

/** The long lists a plan is made from; they come in batches. */
export interface PlanLists {
  readonly people: LocalPerson[];
  readonly groups: LocalGroup[];
  readonly remotePeople: RemotePerson[];
  readonly remoteGroups: RemoteGroup[];
}

type PeopleBasis = Omit<PeopleInput, 'locals' | 'localGroups' | 'remotes'>;
export type GroupsBasis = Omit<GroupsInput, 'locals' | 'remotes'>;

/** Everything else, and the order to begin. */
export type PlanOrder =
  | { readonly part: 'people'; readonly basis: PeopleBasis }
  | { readonly part: 'groups'; readonly basis: GroupsBasis };

export type ToWorker = PlanOrder | { readonly list: keyof PlanLists; readonly batch: readonly unknown[] };

/** The plan in batches; the last one brings the warnings. */
export interface FromWorker {
  readonly items: readonly PlanItem[];
  readonly warnings?: readonly Warning[];
}

const BATCH = 500;

const lists: PlanLists = { people: [], groups: [], remotePeople: [], remoteGroups: [] };

function plan(order: PlanOrder): PartPlan {
  const { people, groups, remotePeople, remoteGroups } = lists;
  return order.part === 'people'
    ? peoplePart({ ...order.basis, locals: people, localGroups: groups, remotes: remotePeople })
    : groupsPart({ ...order.basis, locals: groups, remotes: remoteGroups });
}

parentPort?.on('message', (message: ToWorker) => {
  if ('list' in message) {
    (lists[message.list] as unknown[]).push(...message.batch);
    return;
  }
  const { items, warnings } = plan(message);
  for (let at = 0; at < items.length; at += BATCH) {
    parentPort?.postMessage({ items: items.slice(at, at + BATCH) } satisfies FromWorker);
  }
  parentPort?.postMessage({ items: [], warnings } satisfies FromWorker);
});

parentPort?.postMessage('loaded');
