import { z } from 'zod';
import { blockSchema } from './chain.schema.js';

const once = { error: 'must be given once' };

const block = z
  .string(once)
  .regex(/^\d{1,15}$/, 'must be the number of a block')
  .transform(Number);

const limit = z
  .string(once)
  .regex(/^\d{1,4}$/, 'must be a whole number from 1 to 1000')
  .transform(Number)
  .refine((values) => values >= 1 && values <= 1000, 'must be a whole number from 1 to 1000');

/** Query of `GET /chain/counts/:name/history`. */
export const historyQuery = z
  .strictObject({ from: block.prefault('0'), to: block.optional(), limit: limit.prefault('100') })
  .refine(({ from, to }) => to === undefined || from <= to, 'from must not be above to');

export type HistoryQuery = z.output<typeof historyQuery>;

/** `:block` of `GET /chain/snapshots/:block`. */
export const blockParameter = z
  .string()
  .regex(/^(\d{1,15}|0x[\da-fA-F]{64})$/, 'must be the number or the hash of a block')
  .transform((text) => (text.startsWith('0x') ? text : Number(text)));

const wholeNumber = z.int().nonnegative();

/** Values of a count with their blocks. */
export const historySchema = z.object({
  name: z.string(),
  values: z
    .array(
      z.object({
        value: z
          .union([wholeNumber, z.string()])
          .nullable()
          .describe('A number; of an amount, decimal text; null: unavailable then.'),
        reason: z.string().nullable().describe('Why it was unavailable.'),
        block: blockSchema.describe('The first finalized head at which it was seen.'),
        seenAt: z.iso.datetime(),
        untilBlock: wholeNumber.describe('The last finalized head at which it was seen.'),
        afterGap: z.boolean().describe('Whether nobody followed the chain right before.'),
      }),
    )
    .describe('Oldest first. Between them, where one does not follow the other, nobody followed.'),
  next: wholeNumber.nullable().describe('`from` of the next part; null: this is the last one.'),
});

export type HistoryAnswer = z.input<typeof historySchema>;
