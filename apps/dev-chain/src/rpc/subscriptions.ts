import { randomBytes } from 'node:crypto';
import type { Block } from '../ledger/block.js';
import type { ChainNode } from '../node/chain-node.js';
import { ChainHeadFollow } from './chain-head-follow.js';
import { tooManyFollows, tooManySubscriptions } from './rpc-error.js';

const MOST_SUBSCRIPTIONS = 1_024;
const MOST_FOLLOWS = 4;

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
  readonly #chainHeads = new Map<string, ChainHeadFollow>();
  #unsaid: (() => void)[] = [];

  constructor(node: ChainNode, send: (message: string) => void) {
    this.#node = node;
    this.#send = send;
  }

  /** @returns the id of the subscription; its first notification waits for `flush` */
  open(topic: Topic): string {
    const id = this.#newId();
    const { notification } = topic;
    const first = topic.initial();
    this.afterAnswer(() => this.#notify(notification, id, first));
    const listener: Listener = (block) => this.#notify(notification, id, topic.next(block));
    this.#node.on(topic.event, listener);
    this.#ends.set(id, () => this.#node.off(topic.event, listener));
    return id;
  }

  /** @returns the id of a subscription to the head of the chain, forks and all */
  openChainHead(withRuntime: boolean): string {
    if (this.#chainHeads.size >= MOST_FOLLOWS) throw tooManyFollows();
    const id = this.#newId();
    const tell = (event: object): void => this.#notify('chainHead_v1_followEvent', id, event);
    const follow = new ChainHeadFollow(this.#node, withRuntime, tell, () => this.close(id));
    this.#chainHeads.set(id, follow);
    this.#ends.set(id, () => follow.stop());
    this.afterAnswer(() => follow.start());
    return id;
  }

  chainHead(id: string): ChainHeadFollow | undefined {
    return this.#chainHeads.get(id);
  }

  /** @returns whether there was such a subscription */
  close(id: string): boolean {
    this.#ends.get(id)?.();
    this.#chainHeads.delete(id);
    return this.#ends.delete(id);
  }

  closeAll(): void {
    for (const id of this.#ends.keys()) this.close(id);
  }

  /** Says something once the answer that is being made is on its way. */
  afterAnswer(say: () => void): void {
    this.#unsaid.push(say);
  }

  /** To be called once the answer is on its way. */
  flush(): void {
    const unsaid = this.#unsaid;
    this.#unsaid = [];
    for (const say of unsaid) say();
  }

  #newId(): string {
    if (this.#ends.size >= MOST_SUBSCRIPTIONS) throw tooManySubscriptions(MOST_SUBSCRIPTIONS);
    return randomBytes(12).toString('base64url');
  }

  #notify(method: string, subscription: string, result: unknown): void {
    if (result === undefined) return;
    this.#send(JSON.stringify({ jsonrpc: '2.0', method, params: { subscription, result } }));
  }
}
