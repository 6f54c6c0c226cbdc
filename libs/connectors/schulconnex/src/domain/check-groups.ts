import { isDate, periodDays } from './calendar';
import type { Finding, FindingCode, SnapshotRules } from './check-snapshot';
import { ValueCheck } from './check-values';
import type { LocalGroup, LocalMembership, Term } from './group';

/** What is wrong with the groups, their references and their members. */
export function groupFindings(
  groups: readonly LocalGroup[],
  contexts: ReadonlySet<string>,
  rules: SnapshotRules,
): Finding[] {
  const keys = new Set(groups.map(({ key }) => key));
  const cyclic = inCycles(
    groups.map(({ key, references = [] }) => [key, references.map(({ group }) => group)]),
  );
  return groups.flatMap((group, index) => {
    const path = `groups[${index}]`;
    const found = groupValueFindings(group, path, rules);
    const finding = (code: FindingCode, at: string): void => {
      found.push({ code, path: `${path}.${at}`, key: group.key, refuses: 'record' });
    };
    group.references?.forEach((reference, at) => {
      if (!keys.has(reference.group)) finding('REFERENCE_UNKNOWN', `references[${at}].group`);
    });
    if (cyclic.has(group.key)) finding('REFERENCE_CYCLE', 'references');
    group.memberships?.forEach(({ context }, at) => {
      if (!contexts.has(context)) finding('REFERENCE_UNKNOWN', `memberships[${at}].context`);
    });
    return found;
  });
}

/** What is wrong with one group, as far as it can be told without knowing any other record. */
export function groupValueFindings(group: LocalGroup, path: string, rules: SnapshotRules): Finding[] {
  const check = new ValueCheck(group.key, rules);
  attributeFindings(group, path, check);
  termFindings(group.term ?? {}, `${path}.term`, check);
  group.references?.forEach(({ group: referenced, roles }, at) => {
    check.recordKey(referenced, `${path}.references[${at}].group`);
    check.codes('Gruppenrolle', roles, `${path}.references[${at}].roles`);
  });
  group.memberships?.forEach((membership, at) =>
    membershipFindings(membership, `${path}.memberships[${at}]`, check),
  );
  return check.findings;
}

function attributeFindings(group: LocalGroup, path: string, check: ValueCheck): void {
  check.recordKey(group.key, `${path}.key`);
  check.required(group.name, `${path}.name`);
  check.required(group.type, `${path}.type`);
  check.text(group.topic, `${path}.topic`);
  check.text(group.description, `${path}.description`, 1024);
  check.code('Gruppentyp', group.type, `${path}.type`);
  check.code('Gruppenbereich', group.area, `${path}.area`);
  check.codes('Gruppenoption', group.options, `${path}.options`);
  check.code('Gruppendifferenzierung', group.differentiation, `${path}.differentiation`);
  check.codes('Bildungsziel', group.educationGoals, `${path}.educationGoals`);
  check.codes('Jahrgangsstufe', group.grades, `${path}.grades`);
  group.subjects?.forEach(({ code, name }, index) => {
    check.code('Fächerkanon', code, `${path}.subjects[${index}].code`);
    check.text(name, `${path}.subjects[${index}].name`);
    if (!code && !name) check.found('TEXT_MISSING', `${path}.subjects[${index}]`);
  });
}

/** At most one start and one end, in this order (G17; error 400/16 of the service). */
function termFindings(term: Term, path: string, check: ValueCheck): void {
  check.date(term.from, `${path}.from`);
  check.date(term.until, `${path}.until`);
  check.code('Lernperiode', term.fromPeriod, `${path}.fromPeriod`);
  check.code('Lernperiode', term.untilPeriod, `${path}.untilPeriod`);
  if (term.from && term.fromPeriod) check.found('TERM_AMBIGUOUS', `${path}.fromPeriod`);
  if (term.until && term.untilPeriod) check.found('TERM_AMBIGUOUS', `${path}.untilPeriod`);
  const { first, last } = termDays(term);
  if (first !== undefined && last !== undefined && last < first) check.found('TERM_REVERSED', path);
}

/** First and last day of a term, as far as it says. */
export const termDays = (term: Term): { readonly first?: string; readonly last?: string } => {
  const first = term.from ?? periodDays(term.fromPeriod ?? '')?.first;
  const last = term.until ?? periodDays(term.untilPeriod ?? '')?.last;
  return { ...(first !== undefined && { first }), ...(last !== undefined && { last }) };
};

function membershipFindings(
  { key, context, roles, from, until }: LocalMembership,
  path: string,
  check: ValueCheck,
): void {
  check.recordKey(key, `${path}.key`);
  check.recordKey(context, `${path}.context`);
  if (roles.length === 0) check.found('ROLES_MISSING', `${path}.roles`);
  check.codes('Gruppenrolle', roles, `${path}.roles`);
  check.date(from, `${path}.from`);
  check.date(until, `${path}.until`);
  if (from && until && isDate(from) && isDate(until) && until < from) check.found('TERM_REVERSED', path);
}

/**
 * Keys of groups that lie on a circle of references, or lead into none but one (error 400/14): whatever
 * remains when groups without open references are taken away one after the other, from both ends.
 */
export function inCycles(
  references: Iterable<readonly [group: string, refersTo: readonly string[]]>,
): ReadonlySet<string> {
  const forward = new Map(references);
  const backward = new Map<string, string[]>();
  for (const [key, targets] of forward) {
    for (const target of targets) {
      const sources = backward.get(target);
      if (sources) sources.push(key);
      else backward.set(target, [key]);
    }
  }
  const remaining = new Set(forward.keys());
  peel(remaining, forward, backward);
  peel(remaining, backward, forward);
  return remaining;
}

/** Takes away those without a way on, and then those who led to them only. */
function peel(
  remaining: Set<string>,
  onward: ReadonlyMap<string, readonly string[]>,
  back: ReadonlyMap<string, readonly string[]>,
): void {
  const open = new Map<string, number>();
  for (const key of remaining) {
    open.set(key, (onward.get(key) ?? []).filter((target) => remaining.has(target)).length);
  }
  const ends = [...remaining].filter((key) => open.get(key) === 0);
  for (const key of ends) {
    remaining.delete(key);
    for (const before of back.get(key) ?? []) {
      if (!remaining.has(before)) continue;
      const left = (open.get(before) ?? 0) - 1;
      open.set(before, left);
      if (left === 0) ends.push(before);
    }
  }
}
