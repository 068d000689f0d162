import { AdminApi } from '../api/admin.js';
import { Store } from './store.js';

/**
 * What the token that was typed opens; undefined while there is none. It is kept in the memory of
 * the page only: never stored, gone with the page.
 */
export const operator = new Store<AdminApi | undefined>(undefined);

/** @throws ProblemError when the token is not the one, CutOffError */
export async function unlock(token: string): Promise<void> {
  const api = new AdminApi(token);
  await api.stats();
  operator.set(api);
}

export function lock(): void {
  operator.set(undefined);
}
