import { describe, expect, it } from '@jest/globals';
import { tokenFingerprint } from './token-fingerprint.js';

describe('tokenFingerprint', () => {
  it('tells tokens apart and shows nothing of them', () => {
    const first = tokenFingerprint('Bearer 0123456789abcdef');
    expect(first).toMatch(/^[\da-f]{8}$/);
    expect(tokenFingerprint('Bearer 0123456789abcdeg')).not.toBe(first);
  });

  it('is of the token, however the header is written', () => {
    expect(tokenFingerprint('bearer  secret-secret-secret')).toBe(
      tokenFingerprint('Bearer secret-secret-secret'),
    );
  });
});
