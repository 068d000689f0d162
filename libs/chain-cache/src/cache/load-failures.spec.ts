import { describe, expect, it } from '@jest/globals';
import { ControllableClock } from '../../testing/controllable-clock.js';
import { codeOf, describeFailure, LoadFailures } from './load-failures.js';

describe('failed loads', () => {
  it('stand for as long as they were remembered for', () => {
    const clock = new ControllableClock();
    const failures = new LoadFailures(clock);
    const error = new Error('no');
    failures.remember('k', error, 100);
    failures.remember('not at all', error, 0);
    clock.advance(99);
    expect(failures.standing('k')?.error).toBe(error);
    expect(failures.standing('not at all')).toBeUndefined();
    clock.advance(1);
    expect(failures.standing('k')).toBeUndefined();
  });

  it('are forgotten one by one, or by their beginning', () => {
    const failures = new LoadFailures(new ControllableClock());
    for (const key of ['a', 'b', 'c']) failures.remember(key, key, 100);
    failures.forget('a');
    expect(failures.standing('a')).toBeUndefined();
    expect(failures.standing('b')).toBeDefined();
    failures.forgetBelow('b');
    expect(failures.standing('b')).toBeUndefined();
    expect(failures.standing('c')).toBeDefined();
  });

  it('are known to other processes by code and message, bounded and fit for jsonb', () => {
    const error = Object.assign(new Error(`\u0000\ud83d${'x'.repeat(2000)}`), { code: 'E_X' });
    const { code, message } = describeFailure(error);
    expect(code).toBe('E_X');
    expect(describeFailure({ code: `E\u0000${'x'.repeat(1000)}` }).code).toMatch(/^Ex{98}$/);
    expect(message).toMatch(/^\ufffdx+$/);
    expect(message.length).toBeLessThanOrEqual(1000);
  });

  it.each([
    { thrown: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), code: 'ECONNREFUSED' },
    { thrown: Object.assign(new Error('no'), { code: 42 }), code: 'LOAD_FAILED' },
    { thrown: new Error('no'), code: 'LOAD_FAILED' },
    { thrown: 'no', code: 'LOAD_FAILED' },
    { thrown: undefined, code: 'LOAD_FAILED' },
    { thrown: null, code: 'LOAD_FAILED' },
    { thrown: Object.create(null) as unknown, code: 'LOAD_FAILED' },
    { thrown: Object.assign(new Error('no'), { message: { no: 'text' } }), code: 'LOAD_FAILED' },
    { thrown: Object.assign(new Error('no'), { message: undefined }), code: 'LOAD_FAILED' },
  ])('have a code, whatever was thrown: $thrown', ({ thrown, code }) => {
    expect(codeOf(thrown)).toBe(code);
    expect(describeFailure(thrown).code).toBe(code);
  });
});
