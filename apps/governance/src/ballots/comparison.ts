import { z } from 'zod';
import { snapshotRecordSchema } from './frozen-electorate.js';

/** The counts when a ballot closed, to compare the electorate with: they decide nothing. */
export const comparisonSchema = z.object({
  /** `null`: the chain could not be read, and nothing was kept. */
  snapshot: snapshotRecordSchema.nullable(),
  /** Why there is no snapshot, as a stable code. */
  reason: z.string().nullable(),
});

export type Comparison = z.output<typeof comparisonSchema>;
