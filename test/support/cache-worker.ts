import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CacheModuleOptions, CacheStats, LoadOptions, SetOptions } from 'nestjs-chain-cache';
import pg from 'pg';

const SCRIPT = fileURLToPath(new URL('./cache-worker-process.mjs', import.meta.url));

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code?: string; readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** How a worker's loader behaves; it counts its runs in the table `loads`. */
export interface WorkerLoad {
  readonly callers?: number;
  readonly takesMs: number;
  readonly gives?: unknown;
  /** The code of the error that it throws. */
  readonly fails?: string;
}

/** The distinct results of the callers of a load. */
export interface WorkerLoaded {
  readonly values: readonly unknown[];
  readonly errors: readonly unknown[];
}

/** A replica of the cache that is a process of its own, to be stopped and killed. */
export class CacheWorker {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer) => this.answered(answer as Answer));
    child.on('exit', (code, signal) => this.exited(`exited with ${code ?? signal}`));
  }

  /** @param counterUrl where loads are counted, if not in the cache's own database. */
  static async start(
    url: string,
    options: CacheModuleOptions = {},
    counterUrl = url,
  ): Promise<CacheWorker> {
    const given = JSON.stringify({ url, counterUrl, options: { cleanupCron: 'off', ...options } });
    const worker = new CacheWorker(fork(SCRIPT, [given], { execArgv: ['--expose-gc'] }));
    await new Promise((resolve, reject) => worker.waiting.set(0, { resolve, reject }));
    return worker;
  }

  load(key: string, load: WorkerLoad, options?: LoadOptions): Promise<WorkerLoaded> {
    return this.ask('load', key, load, options);
  }

  get(key: string): Promise<unknown> {
    return this.ask('get', key);
  }

  set(key: string, value: unknown, options?: SetOptions): Promise<void> {
    return this.ask('set', key, value, options);
  }

  stats(): Promise<CacheStats> {
    return this.ask('stats');
  }

  ask<T>(what: string, ...args: unknown[]): Promise<T> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      this.child.send({ id, what, args });
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.child, 'exit');
    this.signal('SIGKILL');
    await exited;
  }

  /** Ends the line to the process. Resolves with its exit code, when it has ended by itself. */
  async hangUp(): Promise<number | null> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    const [code] = (await exited) as [number | null];
    return code;
  }

  private answered({ id, result, error }: Answer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(Object.assign(new Error(error.message), { code: error.code }));
  }

  private exited(how: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(`the worker ${how}`));
    this.waiting.clear();
  }
}

/** The table in which workers count their loads. */
export class LoadCounter {
  private constructor(private readonly pool: pg.Pool) {}

  static async create(url: string): Promise<LoadCounter> {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    await pool.query('create table loads (key text, pid int)');
    return new LoadCounter(pool);
  }

  /** The processes that loaded a key, once for each load. */
  async of(key: string): Promise<number[]> {
    const { rows } = await this.pool.query<{ pid: number }>(
      'select pid from loads where key = $1',
      [key],
    );
    return rows.map(({ pid }) => pid);
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
