import { BadRequestException } from '@nestjs/common';
import { z } from 'zod';
import type { DocumentedHeader } from '../openapi/documented.decorator.js';

const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** The key of a request that may be sent again, as it stands in the header. */
export const IDEMPOTENCY_KEY: DocumentedHeader = {
  name: 'idempotency-key',
  description: 'Sent again with it, a request is answered as it was at first',
  schema: idempotencyKeySchema,
};

/** @throws BadRequestException for one that is not 1 to 255 visible ASCII characters */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (idempotencyKeySchema.safeParse(header).success) return header;
  throw new BadRequestException('Idempotency-Key must be 1 to 255 visible ASCII characters');
}
