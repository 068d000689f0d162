import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ApiPromise, WsProvider } from '@polkadot/api';
import type { ApiOptions } from '@polkadot/api/types';

const PROGRAM = new URL('node/main.mjs', import.meta.url);
/** It comes up within seconds, unless the machine is busy, or the port was taken just then. */
const START_TIMEOUT_MS = 90_000;
const ATTEMPTS = 3;

/** A block, as chopsticks says it: its head is its finalized head. */
export interface Head {
  readonly number: number;
  readonly hash: string;
}

/**
 * A real Substrate runtime that nobody here wrote, in a process of its own: chopsticks, from the
 * genesis of an asset hub. Blocks are made when asked for. What it holds is lost when it stops.
 */
export class ChopsticksNode {
  private constructor(
    readonly url: string,
    /** The unmodified client of others, as the standard that the library is held against. */
    readonly api: ApiPromise,
    private readonly provider: WsProvider,
    private readonly process: ChildProcess,
  ) {}

  /** @param port 0: a free one. @throws Error when the node does not come up there, again and again */
  static async start(port = 0, attempts = ATTEMPTS): Promise<ChopsticksNode> {
    try {
      return await ChopsticksNode.startOnce(port);
    } catch (error) {
      if (attempts === 1) throw error;
      return await ChopsticksNode.start(port, attempts - 1);
    }
  }

  private static async startOnce(port: number): Promise<ChopsticksNode> {
    const child = fork(PROGRAM, [String(port)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    try {
      const url = await addressOf(child);
      if (port !== 0 && !url.endsWith(`:${port}`)) throw new Error(`the port ${port} is taken`);
      const provider = new WsProvider(url, false);
      await provider.connect();
      // Their types are not written for `exactOptionalPropertyTypes`.
      const options = { provider, noInitWarn: true } as ApiOptions;
      return new ChopsticksNode(url, await ApiPromise.create(options), provider, child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async head(): Promise<Head> {
    const hash = await this.api.rpc.chain.getFinalizedHead();
    const header = await this.api.rpc.chain.getHeader(hash);
    return { number: header.number.toNumber(), hash: hash.toHex() };
  }

  async makeBlocks(count = 1): Promise<Head> {
    await this.send('dev_newBlock', { count });
    return this.head();
  }

  /** Makes a past block the head, finalized though later ones were. */
  async setHead(number: number): Promise<Head> {
    await this.send('dev_setHead', number);
    return this.head();
  }

  /** Makes blocks that have not been made behind this head before: an hour later. */
  async makeFork(count: number): Promise<Head> {
    const now = await this.api.query['timestamp']?.['now']?.();
    await this.send('dev_timeTravel', Number(now) + 3_600_000);
    return this.makeBlocks(count);
  }

  /**
   * Writes to the state and makes a block with it.
   * @param values by pallet and item, or pairs of a raw key and value; `null` removes
   */
  async setStorage(values: object): Promise<Head> {
    await this.send('dev_setStorage', values);
    return this.makeBlocks();
  }

  /** Starts it anew, from its genesis, on the same port. */
  async restart(): Promise<ChopsticksNode> {
    await this.stop();
    return ChopsticksNode.start(Number(new URL(this.url).port));
  }

  async stop(): Promise<void> {
    await this.api.disconnect();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }

  private async send(method: string, ...params: unknown[]): Promise<void> {
    await this.provider.send(method, params);
  }
}

/** @throws Error with the last words of a node that ends instead */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lastWords = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk.toString()}`.slice(-2000);
    });
    child.once('message', ({ url }: { url: string }) => resolve(url));
    child.once('exit', () => reject(new Error(`the node ended: ${lastWords}`)));
    const tooLate = () => reject(new Error(`the node is not up after ${START_TIMEOUT_MS} ms`));
    setTimeout(tooLate, START_TIMEOUT_MS).unref();
  });
}
