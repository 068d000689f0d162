/** Something that changes the cache, not done yet. */
export interface Action {
  readonly name: 'invalidate' | 'prefix' | 'cleanup' | 'refresh';
  /** The key or the prefix that it is about. */
  readonly subject: string | undefined;
  /** Does it, and gives what to say of the result. */
  readonly run: () => Promise<string>;
}
