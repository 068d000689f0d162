import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { fr } from './fr.js';

const partsOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('the texts', () => {
  it.each(Object.keys(en) as (keyof typeof en)[])(
    'have the same parts in both languages: %s',
    (key) => {
      expect(partsOf(fr[key])).toEqual(partsOf(en[key]));
      expect(fr[key].trim()).not.toBe('');
    },
  );
});
