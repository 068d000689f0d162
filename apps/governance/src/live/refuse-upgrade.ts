import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { describeProblem, problemHeaders, type ProblemReport } from '../problems/problem.js';

/** Why a connection is not taken. */
export type Refusal = ProblemReport & { readonly retryAfterSeconds?: number };

/** Answers a request for an upgrade as any other that can't be met, and hangs up. */
export function refuseUpgrade(socket: Duplex, path: string, refusal: Refusal): void {
  const problem = describeProblem(refusal, path);
  const body = JSON.stringify(problem);
  const { retryAfterSeconds } = refusal;
  const headers = {
    ...problemHeaders(problem),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n`;
  socket.end(`${status}${lines.join('')}\r\n${body}`);
}
