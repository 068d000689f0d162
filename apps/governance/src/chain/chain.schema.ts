import { z } from 'zod';

const wholeNumber = z.int().nonnegative();
const hash = z.string().regex(/^0x[\da-f]{64}$/);

export const networkSchema = z.object({
  name: z.string(),
  specName: z.string(),
  specVersion: wholeNumber,
  genesisHash: hash.describe('Hash of block 0: what tells one chain from another.'),
  development: z.boolean().describe('Whether the numbers are those of a development chain.'),
});

export const blockSchema = z.object({
  number: wholeNumber,
  hash,
  finalized: z.literal(true),
});

export const freshnessSchema = z.object({
  state: z.enum(['fresh', 'stale']),
  fetchedAt: z.iso.datetime().describe('When the values were last verified against the chain.'),
  expiresAt: z.iso.datetime().nullable().describe('When they stop being fresh; null: never.'),
  ageSeconds: z.number().nonnegative(),
  tier: z.enum(['memory', 'postgres', 'chain']),
  reason: z.string().nullable().describe('Why they are stale, as a stable code.'),
});

export const countsSchema = z
  .record(z.string(), wholeNumber)
  .describe('By name: wotSize, smithSize, techCommSize and others.');

const amountsSchema = z
  .record(z.string(), z.string().regex(/^\d+$/))
  .describe('By name, as decimal text: monetaryMass, in hundredths of a unit.');

const unavailableSchema = z
  .array(z.object({ name: z.string(), reason: z.string() }))
  .describe('What this runtime does not have, and why: never a 0.');

/** Every count at one finalized block. */
export const snapshotSchema = z.object({
  network: networkSchema,
  block: blockSchema,
  counts: countsSchema,
  amounts: amountsSchema,
  unavailable: unavailableSchema,
  freshness: freshnessSchema,
});

/** One count of a snapshot. */
export const countSchema = z.object({
  network: networkSchema,
  block: blockSchema,
  name: z.string(),
  value: z.union([wholeNumber, z.string()]).describe('A number; of an amount, decimal text.'),
  unavailable: unavailableSchema,
  freshness: freshnessSchema,
});

const endpointSchema = z.object({
  endpoint: z.string().describe('Scheme, host and port.'),
  state: z.enum([
    'idle',
    'connecting',
    'healthy',
    'lagging',
    'syncing',
    'wrong-chain',
    'failing',
    'quarantined',
  ]),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  since: z.iso.datetime(),
  latencyMs: z.number().nullable(),
  finalizedHeight: wholeNumber.nullable(),
});

/** How the chain and its endpoints stand. */
export const chainStatusSchema = z.object({
  network: networkSchema.nullable(),
  finalized: z.object({ number: wholeNumber, hash }).nullable(),
  best: z.object({ number: wholeNumber }).nullable(),
  finalityLagBlocks: wholeNumber.nullable(),
  reason: z.string().nullable(),
  endpoints: z.array(endpointSchema),
});
