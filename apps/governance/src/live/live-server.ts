import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { type WebSocket, WebSocketServer } from 'ws';
import { clientKey } from '../http/client-key.js';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { RateLimiter } from '../http/rate-limiter.js';
import { type Refusal, refuseOnSocket } from '../problems/refuse-on-socket.js';
import { reportOf } from '../problems/report-of.js';
import { clientAddress } from './client-address.js';
import { declineUpgrade } from './decline-upgrade.js';
import { type DropReason, LiveClient } from './live-client.js';
import { LiveClients } from './live-clients.js';
import type { LiveLimits } from './live-limits.js';
import { isOriginAllowed } from './origin-check.js';

const PATH = '/live';
const MINUTE_MS = 60_000;
/** Nobody is expected to say anything. */
const MAX_PAYLOAD_BYTES = 1024;
const GOING_AWAY = 1001;
/** For clients of another version (RFC 6455, 4.4). */
const SPOKEN = { 'sec-websocket-version': '13' };

export interface LiveServerOptions {
  readonly limits: LiveLimits;
  readonly trustedProxies: number;
  /** Origins of pages that may connect, beside those of the same host. */
  readonly origins: readonly string[];
  /** Throws for a wrong token; it is asked only where a client shows one. */
  readonly checkAdmin: (authorization: string, address: string) => void;
  /** Gives the first message for whoever comes, when there is one. */
  readonly greeting: () => Promise<string>;
}

/** Takes WebSocket connections at `/live`, watches over them, and tells all of them the same. */
export class LiveServer {
  readonly clients = new LiveClients();
  private readonly logger = new Logger('Live');
  private readonly sockets: WebSocketServer;
  private readonly attempts: RateLimiter;
  private readonly heartbeat: NodeJS.Timeout;
  private closing = false;

  constructor(private readonly options: LiveServerOptions) {
    const { attemptsPerMinutePerAddress, closeTimeoutMs, heartbeatMs } = options.limits;
    this.attempts = new RateLimiter(attemptsPerMinutePerAddress, MINUTE_MS);
    // Apart, since the types do not know the last of them.
    const sockets = {
      noServer: true,
      clientTracking: false,
      maxPayload: MAX_PAYLOAD_BYTES,
      closeTimeout: closeTimeoutMs,
    };
    this.sockets = new WebSocketServer(sockets);
    this.sockets.on('wsClientError', ({ message: detail }, socket, { url }) => {
      refuseOnSocket(socket, pathOf(url), { code: 'INVALID_REQUEST', detail, headers: SPOKEN });
    });
    this.heartbeat = setInterval(() => this.clients.beat(), heartbeatMs).unref();
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      if (request.headers.upgrade?.toLowerCase() === 'websocket') {
        this.upgrade(request, socket, head);
      } else {
        declineUpgrade(server, request, head);
      }
    });
  }

  /** From here on nobody else is taken. */
  refuseNew(): void {
    this.closing = true;
  }

  /** Says goodbye to all, and waits until they are gone: those who don't answer, for a moment. */
  async close(): Promise<void> {
    this.refuseNew();
    clearInterval(this.heartbeat);
    const gone = this.clients.whenEmpty();
    this.clients.close(GOING_AWAY, 'this server is going away: connect again');
    await gone;
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ignoreFailure = (error: Error) =>
      this.logger.debug(`Before the upgrade: ${error.message}`);
    socket.on('error', ignoreFailure);
    const path = pathOf(request.url);
    const address = clientKey(clientAddress(request, this.options.trustedProxies));
    const refusal = this.refusal(request, path, address);
    if (refusal !== undefined) {
      this.logger.debug(`Refused a client: ${refusal.code}`);
      refuseOnSocket(socket, path, refusal);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (client) => {
      socket.off('error', ignoreFailure);
      void this.welcome(client, address, request.headers.authorization !== undefined);
    });
  }

  /** Undefined: nothing speaks against it. */
  private refusal(request: IncomingMessage, path: string, address: string): Refusal | undefined {
    const { limits, origins } = this.options;
    if (path !== PATH) return { code: 'NOT_FOUND', detail: 'No WebSocket is here.' };
    if (this.closing) return { code: 'LIVE_UNAVAILABLE', detail: 'This server is going away.' };
    const { allowed, retryAfterSeconds } = this.attempts.take(address);
    if (!allowed) return tooMany('connections were tried', retryAfterSeconds);
    if (!isOriginAllowed(request.headers, origins)) {
      return { code: 'ORIGIN_REFUSED', detail: 'Pages of this origin may not connect.' };
    }
    const { authorization } = request.headers;
    const stranger = authorization === undefined ? undefined : this.unknown(authorization, address);
    if (stranger !== undefined) return stranger;
    if (this.clients.countOf(address) >= limits.clientsPerAddress) {
      return tooMany('connections are open', MINUTE_MS / 1000);
    }
    if (this.clients.size < limits.clients) return undefined;
    return { code: 'LIVE_UNAVAILABLE', detail: 'No more clients are taken in at present.' };
  }

  /** Undefined: the token is the admin's. */
  private unknown(authorization: string, address: string): Refusal | undefined {
    try {
      this.options.checkAdmin(authorization, address);
      return undefined;
    } catch (error) {
      const report = reportOf(error);
      if (report === undefined) throw error;
      return error instanceof RateLimitedError
        ? { ...report, headers: retryAfter(error.retryAfterSeconds) }
        : report;
    }
  }

  private async welcome(socket: WebSocket, address: string, isAdmin: boolean): Promise<void> {
    const { clients } = this;
    const { bufferedBytes } = this.options.limits;
    const countDrop = (why: DropReason) => clients.countDrop(why);
    const client = new LiveClient(socket, address, isAdmin, bufferedBytes, countDrop);
    socket.on('error', (error) => this.logger.debug(`A client failed: ${error.message}`));
    socket.on('close', () => clients.remove(client));
    clients.add(client);
    clients.greet(client, await this.options.greeting());
  }
}

function tooMany(what: string, retryAfterSeconds: number): Refusal {
  const detail = `Too many ${what} from this address.`;
  return { code: 'RATE_LIMITED', detail, headers: retryAfter(retryAfterSeconds) };
}

function retryAfter(seconds: number) {
  return { 'retry-after': String(seconds) };
}

function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? '';
}
