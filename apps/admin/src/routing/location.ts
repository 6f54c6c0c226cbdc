import { useSyncExternalStore } from 'react';

const moved = new EventTarget();

export interface Place {
  readonly path: string;
  readonly search: string;
}

let place: Place = { path: window.location.pathname, search: window.location.search };

const refresh = (): void => {
  place = { path: window.location.pathname, search: window.location.search };
  moved.dispatchEvent(new Event('moved'));
};

window.addEventListener('popstate', refresh);

function subscribe(changed: () => void): () => void {
  moved.addEventListener('moved', changed);
  return () => moved.removeEventListener('moved', changed);
}

/** Where we are; everything a page shows follows from it. */
export const usePlace = (): Place => useSyncExternalStore(subscribe, () => place);

interface GoOptions {
  /** Back skips what was here. */
  readonly replace?: boolean;
  /** Kept with the entry in the browser's history. */
  readonly state?: unknown;
}

/** Goes to another address of ours, without loading anything anew. */
export function go(address: string, { replace = false, state = null }: GoOptions = {}): void {
  if (replace) window.history.replaceState(state, '', address);
  else window.history.pushState(state, '', address);
  refresh();
}

type Changes = Readonly<Record<string, string | undefined>>;

/** The same page with other filters; `undefined` or nothing takes a filter away. */
export function withFilters(current: Place, changes: Changes): string {
  const parameters = new URLSearchParams(current.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return current.path + (text === '' ? '' : `?${text}`);
}
