import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { describeProblem, problemHeaders, type ProblemReport } from './problem.js';

/** Why a request is not met that came no further than its connection. */
export type Refusal = ProblemReport & { readonly headers?: Readonly<Record<string, string>> };

/** Answers as any other request that can't be met, and hangs up. */
export function refuseOnSocket(socket: Duplex, path: string, refusal: Refusal): void {
  const problem = describeProblem(refusal, path);
  const body = JSON.stringify(problem);
  const headers = {
    ...problemHeaders(problem),
    ...refusal.headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n`;
  socket.end(`${status}${lines.join('')}\r\n${body}`);
}
