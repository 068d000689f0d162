import { describe, expect, it } from '@jest/globals';
import { digestOf } from './digest.js';

describe('digestOf', () => {
  it('is what sha256sum says of the canonical text', () => {
    expect(digestOf({ b: 'é', a: [1, null] })).toBe(
      'sha256:e03c3c1ebb5fccd76e3bd35b9a86169f35e6f1b069645d48ac278175f54c4208',
    );
  });
});
