import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../common/clock.js';
import { Circuit } from './circuit.js';

class HandClock extends Clock {
  at = 1000;
  override now = () => this.at;
  override monotonic = () => this.at;
}

describe('Circuit', () => {
  const start = (random = 1) => {
    const clock = new HandClock();
    return { clock, circuit: new Circuit(clock, () => random) };
  };
  const pauseAfter = (clock: HandClock, circuit: Circuit): number => {
    const from = clock.at;
    while (circuit.open) clock.at += 1;
    return clock.at - from;
  };

  it('is closed until something fails', () => {
    const { circuit } = start();
    expect([circuit.open, circuit.onProbation]).toEqual([false, false]);
  });

  it('pauses longer after each failure, up to a minute', () => {
    const { clock, circuit } = start();
    const pauses = Array.from({ length: 9 }, () => {
      circuit.failed(false);
      return pauseAfter(clock, circuit);
    });
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('leaves alone for longer what is not expected to change soon', () => {
    const { clock, circuit } = start();
    circuit.failed(true);
    expect(pauseAfter(clock, circuit)).toBe(30_000);
  });

  it('takes up to half of a pause off, by chance', () => {
    const { clock, circuit } = start(0);
    circuit.failed(false);
    expect(pauseAfter(clock, circuit)).toBe(250);
  });

  it('forgets failures after two minutes without one', () => {
    const { clock, circuit } = start();
    for (let i = 0; i < 5; i++) circuit.failed(false);
    clock.at += 119_999;
    expect(circuit.onProbation).toBe(true);
    clock.at += 1;
    expect(circuit.onProbation).toBe(false);
    circuit.failed(false);
    expect(pauseAfter(clock, circuit)).toBe(500);
  });
});
