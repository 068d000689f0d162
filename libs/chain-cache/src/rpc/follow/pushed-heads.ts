import type { HeaderFacts } from '../client/block-header.js';
import type { ChainNode, HeadListener } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { FollowedHead, HeadSource } from './head-source.js';

/** Finalized heads as the node pushes them; only the newest one waits to be taken. */
export class PushedHeads implements HeadSource, HeadListener {
  private newest: HeaderFacts | undefined;
  private newCode = false;
  private loss: RpcCallError | undefined;
  private hashProven = false;
  private wake: () => void = noop;
  private unsubscribe: () => void = noop;

  private constructor(private readonly node: ChainNode) {}

  /** @throws RpcCallError */
  static async open(node: ChainNode): Promise<PushedHeads> {
    const heads = new PushedHeads(node);
    heads.unsubscribe = await node.subscribeFinalizedHeads(heads);
    return heads;
  }

  head(head: HeaderFacts): void {
    this.newest = head;
    this.newCode ||= head.newCode;
    this.wake();
  }

  lost(error: RpcCallError): void {
    this.loss = error;
    this.wake();
  }

  async next(waitMs: number, signal: AbortSignal): Promise<FollowedHead | undefined> {
    if (this.newest === undefined && this.loss === undefined) await this.change(waitMs, signal);
    signal.throwIfAborted();
    if (this.loss !== undefined) throw this.loss;
    const { newest, newCode } = this;
    this.newest = undefined;
    this.newCode = false;
    return newest && (await this.named({ ...newest, newCode }));
  }

  close(): void {
    this.unsubscribe();
  }

  /** The hash of a header is computed: the first one is compared with what the node calls it. */
  private async named({ number, hash, newCode }: HeaderFacts): Promise<FollowedHead> {
    if (this.hashProven && hash !== undefined) return { number, hash, newCode };
    const told = await this.node.blockHash(number);
    this.hashProven = hash !== undefined && hash === told;
    if (told !== undefined) return { number, hash: told, newCode };
    const reason = `it finalized block ${number}, and does not know it`;
    throw new RpcCallError('HEAD_REGRESSED', this.node.endpoint, reason);
  }

  private change(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', settle);
        this.wake = noop;
        resolve();
      };
      const timer = setTimeout(settle, waitMs).unref();
      signal.addEventListener('abort', settle);
      this.wake = settle;
      if (signal.aborted) settle();
    });
  }
}

function noop(): void {}
