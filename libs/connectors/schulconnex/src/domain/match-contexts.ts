import type { KeyRule, KeyRules } from './match-keys';
import { matchByNaturalKeys } from './natural-keys';
import { orderedBy } from './order';
import { Owned } from './owned';
import type { LocalContext, LocalPerson, RemoteContext, RemotePerson } from './person';

/** Two records of one person, found before. */
export interface PersonCouple {
  readonly local: LocalPerson;
  readonly remote: RemotePerson;
}

export interface ContextRules extends KeyRules {
  /** The service's id of the organisation our contexts belong to, as its access token says. */
  readonly organisation: string;
}

/** What is to happen to one context of a person both sides know, and why. */
export type ContextMatch =
  | {
      readonly action: 'update';
      readonly because: KeyRule | 'natural key';
      readonly local: LocalContext;
      readonly remote: RemoteContext;
      readonly person: PersonCouple;
    }
  /** A role cannot be changed: create the new context, then retire the old one. */
  | {
      readonly action: 'replace';
      readonly because: 'role changed';
      readonly local: LocalContext;
      readonly remote: RemoteContext;
      readonly person: PersonCouple;
    }
  | {
      readonly action: 'create';
      readonly because: 'new';
      readonly local: LocalContext;
      readonly person: PersonCouple;
    }
  /** Not touched: another organisation's, another source's, or ours and ended (leavers are a separate list). */
  | {
      readonly action: 'leave';
      readonly because: 'released by others' | 'another organisation' | 'not ours' | 'ended';
      readonly remote: RemoteContext;
      readonly person: PersonCouple;
    }
  | {
      readonly action: 'none';
      readonly because: 'keys contradict';
      readonly locals: readonly LocalContext[];
      readonly remotes: readonly RemoteContext[];
    };

/**
 * Matches the contexts of people who are matched: by key, then by person, organisation and role – the pair
 * of organisation and role is unique per person (dossier 3 and 8, row 21).
 */
export function matchContexts(people: readonly PersonCouple[], rules: ContextRules): ContextMatch[] {
  const ofLocals = new Owned(people, ({ local }) => local.contexts ?? []);
  const ofRemotes = new Owned(people, ({ remote }) => remote.contexts);
  const [ours, others] = divide(ofRemotes.items, rules.organisation);
  const matches: ContextMatch[] = others.map((remote) => ({
    action: 'leave',
    because: remote.released ? 'released by others' : 'another organisation',
    remote,
    person: ofRemotes.ownerOf(remote),
  }));
  const naturalKey = ({ remote }: PersonCouple, role: string): string =>
    `${remote.id}\n${role.toLowerCase()}`;
  const found = matchByNaturalKeys(ofLocals.items, ours, {
    ...rules,
    naturalKeyOfLocal: (local) => naturalKey(ofLocals.ownerOf(local), local.role),
    naturalKeyOfRemote: (remote) => naturalKey(ofRemotes.ownerOf(remote), remote.role),
    compatible: (local, remote) => ofLocals.ownerOf(local) === ofRemotes.ownerOf(remote),
  });

  for (const { local, remote, because } of found.pairs) {
    const sameRole = local.role.toLowerCase() === remote.role.toLowerCase();
    const pair = { local, remote, person: ofLocals.ownerOf(local) };
    matches.push(
      sameRole
        ? { action: 'update', because, ...pair }
        : { action: 'replace', because: 'role changed', ...pair },
    );
  }
  for (const conflict of found.conflicts) {
    matches.push({ action: 'none', because: 'keys contradict', ...conflict });
  }
  for (const local of found.openLocals) {
    matches.push({ action: 'create', because: 'new', local, person: ofLocals.ownerOf(local) });
  }
  for (const remote of found.openRemotes) {
    const because = isOurs(remote, rules) ? 'ended' : 'not ours';
    matches.push({ action: 'leave', because, remote, person: ofRemotes.ownerOf(remote) });
  }
  return orderedBy(matches, orderOf);
}

function orderOf(match: ContextMatch): string {
  if (match.action === 'none') return `none\n${match.remotes[0]?.id ?? ''}`;
  return `${match.action}\n${'local' in match ? match.local.key : ''}\n${'remote' in match ? match.remote.id : ''}`;
}

const divide = (
  contexts: readonly RemoteContext[],
  organisation: string,
): [RemoteContext[], RemoteContext[]] => {
  const own = (context: RemoteContext): boolean =>
    !context.released && (context.organisation ?? organisation) === organisation;
  return [contexts.filter(own), contexts.filter((context) => !own(context))];
};

const isOurs = ({ id, referrer }: RemoteContext, { links, namespace }: ContextRules): boolean =>
  links.keyOf(id) !== undefined || namespace.owns(referrer);
