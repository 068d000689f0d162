import type { Answer } from './governance-app.js';

const PASSING = new Set(['date', 'x-request-id', 'ratelimit', 'content-length']);

/** The headers that two answers to the same question share: without what counts requests or time. */
export function lastingHeaders(headers: Answer['headers']): [string, unknown][] {
  return Object.entries(headers)
    .filter(([name]) => !PASSING.has(name))
    .map(([name, value]) => [name, value.replace(/(?<=max-age=)\d+/, 'SECONDS')]);
}
