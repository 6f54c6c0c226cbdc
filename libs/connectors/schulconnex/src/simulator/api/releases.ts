import type { Store } from '../state/store';

/** Contexts other organisations have released to this one today. */
export function releasedTo(store: Store, organisation: string, now: Date): ReadonlySet<string> {
  const today = now.toISOString().slice(0, 10);
  const valid = store.list('sichtfreigabe').filter(({ data }) => {
    const { orgid, von, bis } = data as {
      readonly orgid: string;
      readonly von?: string;
      readonly bis?: string;
    };
    return orgid === organisation && (von ?? today) <= today && today <= (bis ?? today);
  });
  return new Set(valid.map(({ parent }) => parent));
}
