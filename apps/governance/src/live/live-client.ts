import { WebSocket } from 'ws';

/** Why a client was dropped by this end. */
export type DropReason = 'slow' | 'dead' | 'talkative';

/** Close codes (RFC 6455, 7.4.1) and what a client is told with them. */
const FAREWELLS = {
  slow: [1013, 'too slow: more is waiting for you than is kept'],
  talkative: [1008, 'nothing is expected from clients'],
} as const;

/** One connection. What it can't take in time is not kept for it. */
export class LiveClient {
  private alive = true;
  private leaving = false;

  constructor(
    private readonly socket: WebSocket,
    readonly address: string,
    /** Whether it has the admin token. */
    readonly isAdmin: boolean,
    private readonly maxBufferedBytes: number,
    private readonly dropped: (reason: DropReason) => void,
  ) {
    socket.on('pong', () => (this.alive = true));
    socket.on('message', () => this.drop('talkative'));
  }

  send(text: string): void {
    if (this.leaving || this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > this.maxBufferedBytes) this.drop('slow');
    else this.socket.send(text);
  }

  /** Asks whether it is still there, and ends it when it did not answer the last time. */
  beat(): void {
    if (this.alive) {
      this.alive = false;
      this.socket.ping();
      return;
    }
    if (!this.leaving) this.dropped('dead');
    this.leaving = true;
    this.socket.terminate();
  }

  /** Says goodbye once what was sent before has gone out; the socket gives up after a moment. */
  close(code: number, reason: string): void {
    this.leaving = true;
    this.socket.close(code, reason);
  }

  private drop(reason: keyof typeof FAREWELLS): void {
    if (this.leaving) return;
    this.dropped(reason);
    const [code, text] = FAREWELLS[reason];
    this.close(code, text);
  }
}
