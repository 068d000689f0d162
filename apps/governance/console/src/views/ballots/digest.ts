import { canonicalJson } from '../../../../src/json/canonical-json.js';

/** Browsers give their cryptography to pages of `https://` and of the machine itself only. */
export const canDigest = globalThis.isSecureContext;

/** `sha256:` and 64 hexadecimal digits, over the canonical JSON (RFC 8785) in UTF-8. */
export async function digestOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(value));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${[...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
