/** The cache keeps nothing under a key. */
export class EntryUnknownError extends Error {
  readonly code = 'NOT_FOUND';

  constructor(key: string) {
    super(`nothing is kept under ${JSON.stringify(key)}`);
    this.name = 'EntryUnknownError';
  }
}
