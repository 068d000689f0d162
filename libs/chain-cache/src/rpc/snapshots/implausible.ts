import type { SnapshotRecord } from '../chain-snapshot.js';
import type { CountInvariant } from '../counts/count-definition.js';

/** What cannot be in a snapshot of a healthy chain; undefined: nothing. */
export function implausibility(
  { counts }: SnapshotRecord,
  invariants: readonly CountInvariant[],
): string | undefined {
  const broken = invariants.filter(({ count, atMost }) => {
    const value = counts[count];
    const limit = typeof atMost === 'number' ? atMost : counts[atMost];
    return value !== undefined && limit !== undefined && value > limit;
  });
  if (broken.length === 0) return undefined;
  return broken.map(({ count, atMost }) => `${count} is above ${atMost}`).join(', ');
}
