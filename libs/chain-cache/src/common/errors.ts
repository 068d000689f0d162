/** Base of every error that this library throws of its own. */
export abstract class ChainCacheError extends Error {
  /** Stable, for programs; the message is for people. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
