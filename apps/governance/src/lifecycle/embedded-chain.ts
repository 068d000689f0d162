import type { DevChain } from 'duniter-dev-chain';

/** The development chain in this process. Its package is optional, and loaded only for this. */
export async function startEmbeddedChain(): Promise<DevChain> {
  try {
    const { startDevChain } = await import('duniter-dev-chain');
    return await startDevChain();
  } catch (cause) {
    throw new EmbeddedChainError(cause);
  }
}

/** The development chain can't be had. */
class EmbeddedChainError extends Error {
  readonly code = 'EMBEDDED_CHAIN';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The development chain can't be started: set CHAIN_ENDPOINTS (${reason})`, { cause });
    this.name = 'EmbeddedChainError';
  }
}
