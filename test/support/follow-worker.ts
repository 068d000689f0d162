import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CacheModuleOptions, RpcModuleOptions } from 'nestjs-chain-cache';

const SCRIPT = fileURLToPath(new URL('./follow-worker-process.mjs', import.meta.url));

/** A replica that follows a chain, or waits to, and is a process of its own: run the build before. */
export class FollowWorker {
  private said = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.said += String(chunk)));
  }

  static start(url: string, rpc: RpcModuleOptions, cache: CacheModuleOptions): FollowWorker {
    const given = JSON.stringify({ url, rpc, cache });
    return new FollowWorker(fork(SCRIPT, [given], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }));
  }

  /** Whether it has begun to follow for all. */
  get follows(): boolean {
    return this.said.includes('Follows the chain for all replicas');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }

  /** Stops it without its noticing, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }
}
