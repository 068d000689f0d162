import type { LiveMessage } from '../api/types.js';
import { pauseMs } from './pauses.js';

export type LiveState = 'connecting' | 'on' | 'off';

export interface LiveListener {
  readonly onMessage: (message: LiveMessage) => void;
  readonly onState: (state: LiveState) => void;
}

/** Messages of a later format are none of ours. */
const FORMAT = 1;
/** A connection that has not opened by then never will. */
const OPENING_MS = 10_000;

/** Hears what the server pushes, and connects again whenever it is cut off. */
export class LiveFeed {
  private socket: WebSocket | undefined;
  private failures = 0;
  private next: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listener: LiveListener) {}

  start(): void {
    this.connect();
    globalThis.addEventListener('online', () => this.hurry());
    globalThis.addEventListener('offline', () => this.socket?.close());
  }

  /** Connects now, when it was waiting to. */
  hurry(): void {
    if (this.next === undefined) return;
    clearTimeout(this.next);
    this.connect();
  }

  private connect(): void {
    this.next = undefined;
    const socket = new WebSocket(addressOf(globalThis.location));
    this.socket = socket;
    const tooLate = setTimeout(() => socket.close(), OPENING_MS);
    socket.addEventListener('open', () => this.opened(tooLate));
    socket.addEventListener('message', ({ data }) => this.heard(data));
    socket.addEventListener('close', () => this.closed(tooLate));
  }

  private opened(tooLate: ReturnType<typeof setTimeout>): void {
    clearTimeout(tooLate);
    this.failures = 0;
    this.listener.onState('on');
  }

  private heard(data: unknown): void {
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.v === FORMAT) this.listener.onMessage(message);
  }

  private closed(tooLate: ReturnType<typeof setTimeout>): void {
    clearTimeout(tooLate);
    this.listener.onState('off');
    this.next = setTimeout(() => this.connect(), pauseMs(this.failures));
    this.failures++;
  }
}

function addressOf({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/live`;
}
