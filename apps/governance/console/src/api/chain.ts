import { ask } from './ask.js';
import type { ChainStatus, History, Reading, Snapshot } from './types.js';

export function askSnapshot(): Promise<Snapshot> {
  return ask('/chain/counts');
}

export function askStatus(): Promise<ChainStatus> {
  return ask('/chain');
}

/** The most that the API gives at a time. */
const PAGE = 1000;
/** Beyond this many values no screen shows a difference. */
const MOST_PAGES = 5;

export interface PartOfHistory {
  readonly readings: readonly Reading[];
  /** Whether there are later ones, which were not asked for. */
  readonly cutShort: boolean;
}

/** What a count was from the block `from` on, oldest first. */
export async function askHistory(name: string, from: number): Promise<PartOfHistory> {
  const readings: Reading[] = [];
  let next: number | null = from;
  for (let page = 0; page < MOST_PAGES && next !== null; page++) {
    const part: History = await ask(
      `/chain/counts/${encodeURIComponent(name)}/history?from=${next}&limit=${PAGE}`,
    );
    readings.push(...part.values);
    next = part.next;
  }
  return { readings, cutShort: next !== null };
}
