import { z } from 'zod';

export const liveSchema = z.object({ status: z.literal('ok') });

const indicators = z.record(
  z.string(),
  z.looseObject({ status: z.enum(['up', 'degraded', 'down']) }),
);

/** In terminus' shape. */
export const readySchema = z.object({
  status: z.enum(['ok', 'degraded', 'error', 'shutting_down']),
  info: indicators,
  error: indicators,
  details: indicators,
});
