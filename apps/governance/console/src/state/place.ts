import { Store } from './store.js';

const ROOT = '/console';

/** Where the visitor is: what the address bar says. */
export interface Place {
  /** Below `/console`, without slashes around it: empty, `vote`, `ballots/<id>`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export const place = new Store<Place>(read());

function read(): Place {
  const { pathname, search } = globalThis.location;
  const path = pathname.slice(ROOT.length).replaceAll(/^\/+|\/+$/g, '');
  return { path, query: new URLSearchParams(search) };
}

export function addressOf(path: string, query?: URLSearchParams): string {
  const address = path === '' ? ROOT : `${ROOT}/${path}`;
  return query === undefined || query.size === 0 ? address : `${address}?${query}`;
}

/** Goes to another view. */
export function go(address: string): void {
  history.pushState(null, '', address);
  place.set(read());
  globalThis.scrollTo(0, 0);
}

/** Says in the address what the view shows, so that it can be shared; nowhere to go back to. */
export function setQuery(query: URLSearchParams): void {
  history.replaceState(null, '', addressOf(place.value.path, query));
  place.set(read());
}

export function followAddress(): void {
  globalThis.addEventListener('popstate', () => place.set(read()));
}
