import { z } from 'zod';

const wholeNumber = z.int().nonnegative();

/** Counts of one finalized block and where they come from. */
export const snapshotRecordSchema = z.object({
  network: z.object({
    name: z.string(),
    specName: z.string(),
    specVersion: wholeNumber,
    genesisHash: z.string(),
    development: z.boolean(),
  }),
  block: z.object({ number: wholeNumber, hash: z.string(), finalized: z.literal(true) }),
  counts: z.record(z.string(), wholeNumber),
  amounts: z.record(z.string(), z.string()),
  unavailable: z.array(z.object({ name: z.string(), reason: z.string() })),
  provenance: z.object({
    /** The node that was asked, without credentials, path or query. */
    endpoint: z.string(),
    /** When the values were last verified against the chain. */
    fetchedAt: z.iso.datetime(),
    state: z.enum(['fresh', 'stale']),
    /** Why it was stale, as a stable code. */
    reason: z.string().nullable(),
  }),
});

/** What was asked for explicitly: a ballot is not opened on such a snapshot otherwise. */
const reservationSchema = z.enum(['SNAPSHOT_STALE', 'SNAPSHOT_INCOMPLETE']);

/** Who could vote, as it was when the ballot opened. */
export const frozenElectorateSchema = snapshotRecordSchema.extend({
  reservations: z.array(reservationSchema),
});

export type SnapshotRecord = z.output<typeof snapshotRecordSchema>;
export type Reservation = z.output<typeof reservationSchema>;
export type FrozenElectorate = z.output<typeof frozenElectorateSchema>;
