import { describe, expect, it } from '@jest/globals';
import { isOutage, isWorthRepeating } from './database-failure.js';

const said = (code: string) => Object.assign(new Error('said'), { severity: 'ERROR', code });
const socket = (code: string) => Object.assign(new Error(`read ${code}`), { code });

describe('a failure of the database', () => {
  it.each([
    { error: said('57P01'), outage: true, repeat: true, what: 'shut down by its administrator' },
    { error: said('57P03'), outage: true, repeat: false, what: 'starting up' },
    { error: said('53300'), outage: true, repeat: false, what: 'too many connections' },
    { error: said('53100'), outage: false, repeat: false, what: 'disk full' },
    { error: said('08006'), outage: true, repeat: false, what: 'connection failure' },
    { error: said('40P01'), outage: false, repeat: true, what: 'deadlock' },
    { error: said('40001'), outage: false, repeat: true, what: 'serialization failure' },
    { error: said('55P03'), outage: false, repeat: true, what: 'lock not available' },
    { error: said('42P01'), outage: false, repeat: false, what: 'no such table' },
    { error: said('25006'), outage: false, repeat: false, what: 'read-only' },
    { error: socket('ECONNRESET'), outage: true, repeat: true, what: 'connection reset' },
    { error: socket('ECONNREFUSED'), outage: true, repeat: false, what: 'nobody there' },
    {
      error: new Error('Connection terminated unexpectedly'),
      outage: true,
      repeat: true,
      what: 'connection lost',
    },
    { error: new Error('Query read timeout'), outage: true, repeat: false, what: 'no answer' },
  ])('by $what: outage $outage, worth repeating $repeat', ({ error, outage, repeat }) => {
    expect([isOutage(error), isWorthRepeating(error)]).toEqual([outage, repeat]);
  });
});
