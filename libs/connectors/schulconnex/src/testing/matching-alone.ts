import { Codes } from '../domain/code-lists';
import { Links } from '../domain/links';
import { matchPeople } from '../domain/match-people';
import { Namespace } from '../domain/namespace';
import type { LocalPerson, RemotePerson } from '../domain/person';
import { readPersonendatensatz } from '../protocol/read-records';

/** A list as the client reads it. */
export function readList(list: readonly unknown[]): RemotePerson[] {
  const codes = new Codes();
  return list.flatMap((element) => readPersonendatensatz(element, codes) ?? []);
}

/** Matches everybody for the first time, without links or answers; answers how many matches there are. */
export const matchingAlone = (locals: readonly LocalPerson[], remotes: readonly RemotePerson[]): number =>
  matchPeople(locals, remotes, {
    links: new Links([]),
    namespace: new Namespace('svs'),
    strategy: 'ask',
  }).length;
