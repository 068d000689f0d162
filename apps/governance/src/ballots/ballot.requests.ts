import { z } from 'zod';

/** One line of text. */
const title = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must have no control characters and no line breaks');

const ofBlock = 'must be the number of a block, or its hash: 0x and 64 hexadecimal digits';

const block = z.union(
  [z.int(ofBlock).nonnegative(ofBlock), z.string().regex(/^0x[\da-f]{64}$/i, ofBlock)],
  { error: ofBlock },
);

/** What opens a ballot. */
export const openingSchema = z.strictObject({
  title,
  /** Such as `D30M50B.1G.2S.1T.1`. */
  mode: z.string().max(200),
  /** Left out: the newest finalized one. */
  block: block.optional(),
  acceptStale: z.boolean().default(false),
  acceptIncomplete: z.boolean().default(false),
});

export type Opening = z.output<typeof openingSchema>;

const once = { error: 'must be given once' };

export const pageSchema = z.strictObject({
  limit: z
    .string(once)
    .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(20),
  /** `next` of the page before. */
  after: z.uuid('must be what `next` of another page was').optional(),
});

export type Page = z.output<typeof pageSchema>;
