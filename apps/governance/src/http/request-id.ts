import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The client's own id for its request, when it is one that can be logged; else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : newId();
}

/** No other process begins its ids so. */
const OWN = randomUUID().slice(0, 24);

let made = 0;

/** Tells a request from any other, and need not be hard to guess: a random one costs several times as much. */
function newId(): string {
  return OWN + (made++).toString(16).padStart(12, '0');
}
