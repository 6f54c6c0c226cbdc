import type { LocalGroup, LocalMembership, RemoteGroup, RemoteMembership } from './group';
import type { KeyRule, KeyRules } from './match-keys';
import { matchByNaturalKeys } from './natural-keys';
import { orderedBy } from './order';
import { Owned } from './owned';

/** Two records of one group, found before. */
export interface GroupCouple {
  readonly local: LocalGroup;
  readonly remote: RemoteGroup;
}

export interface MembershipRules extends KeyRules {
  /** The service's id of a local context, if it has one already. */
  readonly contextId: (contextKey: string) => string | undefined;
}

/** What is to happen to one membership of a group both sides know, and why. */
export type MembershipMatch =
  | {
      readonly action: 'update';
      readonly because: KeyRule | 'natural key';
      readonly local: LocalMembership;
      readonly remote: RemoteMembership;
      readonly group: GroupCouple;
    }
  /** The member is another one now, and a membership cannot change hands: create, then delete the old one. */
  | {
      readonly action: 'replace';
      readonly because: 'another member';
      readonly local: LocalMembership;
      readonly remote: RemoteMembership;
      readonly group: GroupCouple;
    }
  | {
      readonly action: 'create';
      readonly because: 'new';
      readonly local: LocalMembership;
      readonly group: GroupCouple;
    }
  /** Ours, and the school does not know it any more. */
  | {
      readonly action: 'remove';
      readonly because: 'left the group';
      readonly remote: RemoteMembership;
      readonly group: GroupCouple;
    }
  /** Another source's, or made by hand: never touched. */
  | {
      readonly action: 'leave';
      readonly because: 'not ours';
      readonly remote: RemoteMembership;
      readonly group: GroupCouple;
    }
  | {
      readonly action: 'none';
      readonly because: 'keys contradict';
      readonly locals: readonly LocalMembership[];
      readonly remotes: readonly RemoteMembership[];
    };

/** Matches the memberships of groups that are matched: by key, then by group and member (dossier 8, row 22). */
export function matchMemberships(groups: readonly GroupCouple[], rules: MembershipRules): MembershipMatch[] {
  const ofLocals = new Owned(groups, ({ local }) => local.memberships ?? []);
  const ofRemotes = new Owned(groups, ({ remote }) => remote.memberships);
  const found = matchByNaturalKeys(ofLocals.items, ofRemotes.items, {
    ...rules,
    naturalKeyOfLocal: (local) => {
      const contextId = rules.contextId(local.context);
      return contextId && `${ofLocals.ownerOf(local).remote.id}\n${contextId}`;
    },
    naturalKeyOfRemote: (remote) => `${ofRemotes.ownerOf(remote).remote.id}\n${remote.contextId}`,
    compatible: (local, remote) => ofLocals.ownerOf(local) === ofRemotes.ownerOf(remote),
  });

  const matches = [
    ...found.pairs.map(({ local, remote, because }): MembershipMatch => {
      const pair = { local, remote, group: ofLocals.ownerOf(local) };
      return rules.contextId(local.context) === remote.contextId
        ? { action: 'update', because, ...pair }
        : { action: 'replace', because: 'another member', ...pair };
    }),
    ...found.conflicts.map((conflict): MembershipMatch => ({
      action: 'none',
      because: 'keys contradict',
      ...conflict,
    })),
    ...found.openLocals.map((local): MembershipMatch => ({
      action: 'create',
      because: 'new',
      local,
      group: ofLocals.ownerOf(local),
    })),
    ...found.openRemotes.map((remote): MembershipMatch => {
      const group = ofRemotes.ownerOf(remote);
      return isOurs(remote, rules)
        ? { action: 'remove', because: 'left the group', remote, group }
        : { action: 'leave', because: 'not ours', remote, group };
    }),
  ];
  return orderedBy(matches, orderOf);
}

function orderOf(match: MembershipMatch): string {
  if (match.action === 'none') return `none\n${match.remotes[0]?.id ?? ''}`;
  return `${match.action}\n${'local' in match ? match.local.key : ''}\n${'remote' in match ? match.remote.id : ''}`;
}

/** A link alone does not make a membership ours to delete: we may only have adopted it. */
const isOurs = ({ id, referrer }: RemoteMembership, { links, namespace }: MembershipRules): boolean =>
  links.createdByUs(id) || namespace.owns(referrer);
