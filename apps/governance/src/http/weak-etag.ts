import { createHash } from 'node:crypto';

/** A weak validator of these parts: 128 bits, since anybody may try to find two that agree. */
export function weakEtag(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
}
