import { BadRequestException } from '@nestjs/common';

/**
 * The key of a request that may be sent again (`Idempotency-Key`), as it stands in the header.
 * @throws BadRequestException for one that is not 1 to 255 visible ASCII characters
 */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new BadRequestException('Idempotency-Key must be 1 to 255 visible ASCII characters');
}
