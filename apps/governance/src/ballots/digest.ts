import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical-json.js';

/** `sha256:` and 64 hexadecimal digits, over the canonical JSON (RFC 8785) in UTF-8. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}
