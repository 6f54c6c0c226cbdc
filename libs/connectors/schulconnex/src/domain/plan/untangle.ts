import type { PairDecision } from '../decisions';
import type { Link } from '../links';
import { Namespace } from '../namespace';

interface Remote {
  readonly id: string;
  readonly revision: string;
  readonly referrer?: string;
}

/**
 * Where somebody said which two records belong together, the keys that contradict are not heeded: links to
 * others, and referrers of ours that name somebody else (dossier 8, row 26). The answer is void once the
 * record has moved on.
 */
export function untangle<R extends Remote>(
  links: readonly Link[],
  remotes: readonly R[],
  pairs: readonly PairDecision[],
  { prefix }: { readonly prefix: string },
): { readonly links: readonly Link[]; readonly remotes: readonly R[] } {
  const namespace = new Namespace(prefix);
  const byId = new Map(remotes.map((remote) => [remote.id, remote]));
  const said = pairs.filter(
    ({ same, remoteId, revision }) => same && byId.get(remoteId)?.revision === revision,
  );
  if (said.length === 0) return { links, remotes };
  const idOf = new Map(said.map(({ key, remoteId }) => [key, remoteId]));
  const keyOf = new Map(said.map(({ key, remoteId }) => [remoteId, key]));
  const contradicts = (key: string | undefined, id: string): boolean =>
    key !== undefined &&
    ((idOf.has(key) && idOf.get(key) !== id) || (keyOf.has(id) && keyOf.get(id) !== key));
  return {
    links: links.filter(({ key, remoteId }) => !contradicts(key, remoteId)),
    remotes: remotes.map((remote) => {
      if (!contradicts(namespace.keyIn(remote.referrer), remote.id)) return remote;
      const { referrer: _, ...rest } = remote;
      return rest as R;
    }),
  };
}
