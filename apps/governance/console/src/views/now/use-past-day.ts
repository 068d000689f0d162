import { useEffect, useState } from 'preact/hooks';
import { askHistory } from '../../api/chain.js';
import type { Snapshot } from '../../api/types.js';
import { countsOf } from '../counts.js';
import { type PastDay, pastDayOf } from './past-day.js';

/** A day of blocks of 6 s, and a quarter more, since some are missing. */
const BLOCKS = 18_000;
const AGAIN_AFTER_MS = 600_000;
/** A chain that has just been followed has no history yet, but soon. */
const SOON_AFTER_MS = 15_000;

/** The last day of each count, by its name; asked for once in a while, not with each block. */
export function usePastDay(snapshot: Snapshot | null): ReadonlyMap<string, PastDay> {
  const [days, setDays] = useState<ReadonlyMap<string, PastDay>>(new Map());
  const [turn, setTurn] = useState(0);
  const chain = snapshot?.network.genesisHash;
  useEffect(() => {
    if (snapshot === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const look = async () => {
      const known = await askAll(snapshot);
      if (!current) return;
      setDays(known);
      const waitMs = known.size === 0 ? SOON_AFTER_MS : AGAIN_AFTER_MS;
      timer = setTimeout(() => setTurn(turn + 1), waitMs);
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [chain, turn]);
  return days;
}

async function askAll(snapshot: Snapshot): Promise<ReadonlyMap<string, PastDay>> {
  const from = Math.max(0, snapshot.block.number - BLOCKS);
  const names = countsOf(snapshot).map(({ name }) => name);
  // One that is not answered shows no change; the badge says what is wrong.
  const asked = await Promise.allSettled(names.map((name) => askHistory(name, from)));
  const known = asked.map((part, i) => {
    const day =
      part.status === 'fulfilled' ? pastDayOf(part.value.readings, Date.now()) : undefined;
    return [names[i] ?? '', day] as const;
  });
  return new Map(known.filter((entry): entry is [string, PastDay] => entry[1] !== undefined));
}
