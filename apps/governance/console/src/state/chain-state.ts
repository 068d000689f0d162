import type { AskError } from '../api/ask.js';
import type { ChainStatus, LiveMessage, Snapshot } from '../api/types.js';

/**
 * How far the numbers can be relied on. `waiting`: nothing was heard yet; `cut-off`: the page can't
 * reach the server, so that nobody vouches for what it shows.
 */
type Standing = 'waiting' | 'fresh' | 'stale' | 'unavailable' | 'cut-off';

/** What the page knows of the chain. */
export interface ChainState {
  readonly standing: Standing;
  /** Why it is neither fresh nor waiting, as a stable code. */
  readonly reason: string | null;
  /** The last snapshot heard of; `null` where there is none that may be shown. */
  readonly snapshot: Snapshot | null;
  readonly status: ChainStatus | null;
  /** When the values were last verified against the chain (ISO 8601). */
  readonly verifiedAt: string | null;
}

export const NOTHING_KNOWN: ChainState = {
  standing: 'waiting',
  reason: null,
  snapshot: null,
  status: null,
  verifiedAt: null,
};

export function withSnapshot(state: ChainState, snapshot: Snapshot): ChainState {
  if (isOlder(snapshot, state.snapshot)) return state;
  const { state: standing, reason, fetchedAt } = snapshot.freshness;
  return { ...state, standing, reason, snapshot, verifiedAt: fetchedAt };
}

/** An answer that was overtaken by the news of a later block. */
function isOlder({ network, block }: Snapshot, than: Snapshot | null): boolean {
  return than?.network.genesisHash === network.genesisHash && block.number < than.block.number;
}

/** Messages that say nothing of the numbers change nothing: others may be added to them. */
export function withMessage(state: ChainState, message: LiveMessage): ChainState {
  if (message.type === 'snapshot') return withSnapshot(state, message.data);
  if (message.type === 'freshness') return withFreshness(state, message.data);
  return state;
}

type FreshnessNews = Extract<LiveMessage, { type: 'freshness' }>['data'];

function withFreshness(state: ChainState, { state: standing, reason, fetchedAt }: FreshnessNews) {
  if (standing === 'unavailable') return withoutNumbers(state, reason);
  return { ...state, standing, reason, verifiedAt: fetchedAt ?? state.verifiedAt };
}

/** What is unavailable is not shown: not even what it was. */
function withoutNumbers(state: ChainState, reason: string | null): ChainState {
  return { ...state, standing: 'unavailable', reason, snapshot: null };
}

export function withStatus(state: ChainState, status: ChainStatus): ChainState {
  return { ...state, status };
}

/** The counts were asked for and not given. */
export function withFailure(state: ChainState, error: AskError): ChainState {
  // The answer that was held back says nothing of the numbers.
  if (error.code === 'RATE_LIMITED') return state;
  if (error.code === 'CUT_OFF') return { ...state, standing: 'cut-off', reason: error.code };
  return withoutNumbers(state, error.code);
}
