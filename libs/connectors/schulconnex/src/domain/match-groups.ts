import { PairDecisions, type PairDecision } from './decisions';
import type { LocalGroup, RemoteGroup } from './group';
import { foldText } from './identity';
import { matchByKeys, type KeyRule, type KeyRules } from './match-keys';
import { orderedBy } from './order';

export interface GroupRules extends KeyRules {
  readonly decisions?: Iterable<PairDecision>;
  /** Keys of the groups to be synchronised; all if absent. */
  readonly selected?: ReadonlySet<string>;
  /** Our own controller (`mandant`) and organisation; records of others are left alone. */
  readonly controller?: string;
  readonly organisation?: string;
  /** Hold the creation of a group whose name and type an unmatched group has already; on by default. */
  readonly holdDuplicates?: boolean;
  /** Pre-select imports of lessons whose referenced groups are all known (case 3). */
  readonly suggestLessonsOfKnownGroups?: boolean;
}

/** What is to happen to one group, by which case of the specification, and why. */
export type GroupMatch =
  | {
      readonly case: 1;
      readonly action: 'update' | 'none';
      readonly because: KeyRule | 'confirmed';
      readonly local: LocalGroup;
      readonly remote: RemoteGroup;
      readonly selected: boolean;
    }
  | {
      readonly case: 2 | 3;
      readonly action: 'confirm-import';
      readonly because: 'lost key' | 'unknown';
      readonly remote: RemoteGroup;
      /** A setting proposes the import; somebody confirms it all the same. */
      readonly suggested: boolean;
      /** Keys of held groups that may be this one. */
      readonly resembles: readonly string[];
    }
  | {
      readonly case: 4;
      /** `hold`: a group of the same name and type is there already; a person says whether it is the same. */
      readonly action: 'create' | 'confirm-create' | 'hold' | 'none';
      readonly because: 'new' | 'vanished' | 'same name';
      readonly local: LocalGroup;
      readonly selected: boolean;
      /** Ids of the groups it may be. */
      readonly resembles: readonly string[];
    }
  | {
      readonly case: 'conflict';
      readonly action: 'none';
      readonly because: 'keys contradict';
      readonly locals: readonly LocalGroup[];
      readonly remotes: readonly RemoteGroup[];
    }
  | {
      readonly case: 'foreign';
      readonly action: 'none';
      readonly because: 'another controller';
      readonly remote: RemoteGroup;
    };

/**
 * Decides what is to happen to every group either side knows (Schulconnex, “Synchronisation mit dem primären
 * Quellsystem”, Schritt 8). Groups are the same by key only; a likeness of names merely holds a creation.
 */
export function matchGroups(
  locals: readonly LocalGroup[],
  remotes: readonly RemoteGroup[],
  rules: GroupRules,
): GroupMatch[] {
  const isSelected = ({ key }: LocalGroup): boolean => rules.selected?.has(key) ?? true;
  const [ours, foreign] = divide(remotes, rules);
  const keyed = matchByKeys(locals, ours, rules);
  const decisions = new PairDecisions(rules.decisions);
  const confirmed = decisions.confirmed(keyed.openLocals, keyed.openRemotes);
  const pairs = [
    ...keyed.pairs,
    ...confirmed.map(([local, remote]) => ({ local, remote, because: 'confirmed' as const })),
  ];
  const settled = new Set<LocalGroup | RemoteGroup>(confirmed.flat());
  const openLocals = keyed.openLocals.filter((local) => !settled.has(local));
  const openRemotes = keyed.openRemotes.filter((remote) => !settled.has(remote));
  const likeness = new NameLikeness(openLocals, openRemotes, decisions, rules.holdDuplicates ?? true);
  const known = new Set(pairs.map(({ remote }) => remote.id));

  const matches: GroupMatch[] = [
    ...pairs.map((pair): GroupMatch => {
      const selected = isSelected(pair.local);
      return { case: 1, action: selected ? 'update' : 'none', ...pair, selected };
    }),
    ...openRemotes.map((remote) => importOffer(remote, likeness, known, rules)),
    ...openLocals.map((local) => creation(local, isSelected(local), likeness, rules)),
    ...keyed.conflicts.map((conflict): GroupMatch => ({
      case: 'conflict',
      action: 'none',
      because: 'keys contradict',
      ...conflict,
    })),
    ...foreign.map((remote): GroupMatch => ({
      case: 'foreign',
      action: 'none',
      because: 'another controller',
      remote,
    })),
  ];
  return orderedBy(matches, orderOf);
}

function importOffer(
  remote: RemoteGroup,
  likeness: NameLikeness,
  known: ReadonlySet<string>,
  rules: GroupRules,
): GroupMatch {
  const references = remote.references ?? [];
  const lesson = references.length > 0 && references.every(({ group }) => known.has(group));
  const lostKey = rules.namespace.owns(remote.referrer);
  return {
    case: lostKey ? 2 : 3,
    action: 'confirm-import',
    because: lostKey ? 'lost key' : 'unknown',
    remote,
    suggested: lesson && (rules.suggestLessonsOfKnownGroups ?? false),
    resembles: likeness.localsLike(remote).map(({ key }) => key),
  };
}

function creation(
  local: LocalGroup,
  selected: boolean,
  likeness: NameLikeness,
  { links }: GroupRules,
): GroupMatch {
  const resembles = likeness.remotesLike(local).map(({ id }) => id);
  const vanished = links.remoteIdOf(local.key) !== undefined;
  const because = resembles.length > 0 ? 'same name' : vanished ? 'vanished' : 'new';
  const action = ({ 'same name': 'hold', vanished: 'confirm-create', new: 'create' } as const)[because];
  return { case: 4, action: selected ? action : 'none', because, local, selected, resembles };
}

/** Unmatched groups with the same name and type, unless somebody said they differ (dossier 8, row 20). */
class NameLikeness {
  private readonly locals = new Map<string, LocalGroup[]>();
  private readonly remotes = new Map<string, RemoteGroup[]>();

  constructor(
    locals: readonly LocalGroup[],
    remotes: readonly RemoteGroup[],
    private readonly decisions: PairDecisions,
    enabled: boolean,
  ) {
    if (!enabled) return;
    for (const local of locals) file(this.locals, local);
    for (const remote of remotes) file(this.remotes, remote);
  }

  localsLike(remote: RemoteGroup): LocalGroup[] {
    const alike = this.locals.get(nameOf(remote)) ?? [];
    const possible = alike.filter(({ key }) => !this.decisions.areDifferent(key, remote.id));
    return orderedBy(possible, ({ key }) => key);
  }

  remotesLike(local: LocalGroup): RemoteGroup[] {
    const alike = this.remotes.get(nameOf(local)) ?? [];
    const possible = alike.filter(({ id }) => !this.decisions.areDifferent(local.key, id));
    return orderedBy(possible, ({ id }) => id);
  }
}

const nameOf = ({ name, type }: LocalGroup | RemoteGroup): string => `${foldText(type)}\n${foldText(name)}`;

function file<T extends LocalGroup | RemoteGroup>(index: Map<string, T[]>, group: T): void {
  const name = nameOf(group);
  const alike = index.get(name);
  if (alike) alike.push(group);
  else index.set(name, [group]);
}

const divide = (remotes: readonly RemoteGroup[], rules: GroupRules): [RemoteGroup[], RemoteGroup[]] => {
  const own = ({ controller, organisation }: RemoteGroup): boolean =>
    isOwn(controller, rules.controller) && isOwn(organisation, rules.organisation);
  return [remotes.filter(own), remotes.filter((remote) => !own(remote))];
};

/** What the service does not say does not make a record foreign (dossier 8, row 32). */
const isOwn = (stated: string | undefined, own: string | undefined): boolean =>
  stated === undefined || own === undefined || stated === own;

function orderOf(match: GroupMatch): string {
  if (match.case === 'conflict') return `5\n${match.remotes[0]?.id ?? ''}`;
  if (match.case === 'foreign') return `6\n${match.remote.id}`;
  const group = 'local' in match ? match.local : match.remote;
  return `${match.case}\n${group.name}\n${'key' in group ? group.key : group.id}`;
}
