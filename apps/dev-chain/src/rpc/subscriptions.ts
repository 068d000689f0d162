import { randomBytes } from 'node:crypto';
import type { Block } from '../ledger/block.js';
import type { ChainNode } from '../node/chain-node.js';
import { tooManySubscriptions } from './rpc-error.js';

const MOST_SUBSCRIPTIONS = 1_024;

/** What can be subscribed to. */
export interface Topic {
  /** The method that notifications carry. */
  readonly notification: string;
  readonly event: 'best' | 'finalized';
  /** What is told at once, of the present head. */
  initial(): unknown;
  /** What is told of a new head; `undefined`: nothing. */
  next(block: Block): unknown;
}

type Listener = (block: Block) => void;

/** The subscriptions of one connection. */
export class Subscriptions {
  readonly #node: ChainNode;
  readonly #send: (message: string) => void;
  readonly #ends = new Map<string, () => void>();
  #initial: (() => void)[] = [];

  constructor(node: ChainNode, send: (message: string) => void) {
    this.#node = node;
    this.#send = send;
  }

  /** @returns the id of the subscription; its first notification waits for `flushInitial` */
  open(topic: Topic): string {
    if (this.#ends.size >= MOST_SUBSCRIPTIONS) throw tooManySubscriptions(MOST_SUBSCRIPTIONS);
    const id = randomBytes(12).toString('base64url');
    const first = topic.initial();
    this.#initial.push(() => this.#notify(topic, id, first));
    const listener: Listener = (block) => this.#notify(topic, id, topic.next(block));
    this.#node.on(topic.event, listener);
    this.#ends.set(id, () => this.#node.off(topic.event, listener));
    return id;
  }

  /** @returns whether there was such a subscription */
  close(id: string): boolean {
    this.#ends.get(id)?.();
    return this.#ends.delete(id);
  }

  closeAll(): void {
    for (const id of this.#ends.keys()) this.close(id);
  }

  /** To be called once the answer with the id is on its way. */
  flushInitial(): void {
    const initial = this.#initial;
    this.#initial = [];
    for (const notify of initial) notify();
  }

  #notify(topic: Topic, subscription: string, result: unknown): void {
    if (result === undefined) return;
    const { notification: method } = topic;
    this.#send(JSON.stringify({ jsonrpc: '2.0', method, params: { subscription, result } }));
  }
}
