import { z } from 'zod';

const text = z.string({ error: 'must be given once' });
const partOfKey = text.max(512, 'must be of at most 512 characters');

/** Query of `GET /admin/cache/entries`: a page of them, in the order of their keys. */
export const entriesQuery = z.strictObject({
  prefix: partOfKey.default(''),
  limit: text
    .regex(/^([1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000')
    .transform(Number)
    .default(100),
  /** The last key of the page before. */
  after: partOfKey.default(''),
});

/** Query of `DELETE /admin/cache/entries`: without a prefix, nothing is removed. */
export const prefixQuery = z.strictObject({ prefix: partOfKey.min(1, 'must not be empty') });

export type EntriesQuery = z.output<typeof entriesQuery>;
export type PrefixQuery = z.output<typeof prefixQuery>;

const entrySummary = z.object({
  key: z.string(),
  value: z.unknown(),
  fetchedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  ageSeconds: z.number(),
  state: z.enum(['fresh', 'stale']),
  reason: z.string().nullable(),
  tier: z.enum(['memory', 'postgres', 'loader']),
});

export const entriesSchema = z.object({
  entries: z.array(entrySummary),
  next: z.string().nullable().describe('For `after` of the next page; null: there is none.'),
});

export const entrySchema = z.object({
  entry: entrySummary.nullable().describe('null: it is past its grace, and would not be served.'),
  explanation: z.looseObject({ key: z.string() }),
});

export const removedSchema = z.object({ removed: z.int().nonnegative() });

export const statsSchema = z.looseObject({
  hits: z.object({ memory: z.int(), postgres: z.int() }),
  misses: z.int(),
  loads: z.int(),
  bus: z.enum(['audible', 'inaudible']),
});
