import type { SetOptions } from './load-options.js';

/** What a loader is told. */
export interface LoadContext {
  readonly key: string;
  /** Aborted when the load is given up: pass it on to whatever does the work. */
  readonly signal: AbortSignal;
}

/** Finds a value that the cache does not have. It runs with no connection or lock held. */
export type Loader<T> = (context: LoadContext) => T | Loaded<T> | PromiseLike<T | Loaded<T>>;

/** How a loaded value is to be kept, where that differs from the caller's options. */
export interface KeepOptions extends SetOptions {
  /** `false`: give the value to those who wait and keep nothing. Default `true`. */
  readonly keep?: boolean;
}

/** A loaded value that says how it is to be kept. Made by {@link loaded}. */
export class Loaded<T> {
  constructor(
    readonly value: T,
    readonly options: KeepOptions,
  ) {}
}

/** For loaders that know better than their caller how long a value lives. */
export function loaded<T>(value: T, options: KeepOptions): Loaded<T> {
  return new Loaded(value, options);
}
