import { describe, expect, it } from '@jest/globals';
import { diagnostics, groupOf, publishEviction, publishRead, publishWait } from './diagnostics.js';

describe('the group of a key', () => {
  it('is what stands before its first colon', () => {
    expect(['rates:eur', 'rates:usd:1', 'plain', ':odd'].map(groupOf)).toEqual([
      'rates',
      'rates',
      'none',
      '',
    ]);
  });

  it('is one of a bounded number', () => {
    const groups = Array.from({ length: 1000 }, (_, i) => groupOf(`g${i}:k`));
    expect(new Set(groups).size).toBeLessThanOrEqual(101);
    expect(groups.at(-1)).toBe('other');
    expect(groupOf('rates:eur')).toBe('rates');
  });
});

describe('diagnostics', () => {
  it('tell of groups, and of no key or value', () => {
    const heard: unknown[] = [];
    const listener = (message: unknown) => heard.push(message);
    const channels = [diagnostics.read, diagnostics.wait, diagnostics.eviction];
    for (const channel of channels) channel.subscribe(listener);
    publishRead('rates:eur', 'stale', 'LOAD_SLOW');
    publishWait('rates:eur');
    publishEviction('rates:eur');
    for (const channel of channels) channel.unsubscribe(listener);
    publishWait('rates:eur');
    expect(heard).toEqual([
      { group: 'rates', outcome: 'stale', reason: 'LOAD_SLOW' },
      { group: 'rates' },
      { group: 'rates' },
    ]);
  });
});
