import type { Socket } from 'node:net';
import type { ProblemReport } from '../problems/problem.js';
import { refuseOnSocket } from '../problems/refuse-on-socket.js';

/** What Node's parser could not take, by its codes. */
const REPORTS = new Map<unknown, ProblemReport>([
  ['HPE_HEADER_OVERFLOW', told(431, 'The headers, the URL among them, are too large.')],
  ['ERR_HTTP_REQUEST_TIMEOUT', told(408, 'The request took too long to arrive.')],
]);

/** Answers what did not become a request as any other that can't be met. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  refuseOnSocket(socket, '/', REPORTS.get(error.code) ?? told(400, 'This is not HTTP.'));
}

function told(status: number, detail: string): ProblemReport {
  return { code: 'INVALID_REQUEST', status, detail };
}
