import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How a process ended, and what it had said. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** The built application as a process of its own: run `npm run build` before. */
export class GovernanceProcess {
  readonly ended: Promise<Ending>;
  private output = '';
  private errors = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.output += String(chunk)));
    child.stderr?.on('data', (chunk) => (this.errors += String(chunk)));
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code,
      signal,
      output: this.output,
      errors: this.errors,
    }));
  }

  static start(environment: Record<string, string>): GovernanceProcess {
    return new GovernanceProcess(
      spawn(process.execPath, ['dist/apps/governance/main.js'], {
        cwd: ROOT,
        env: { PORT: '0', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** What it said on standard output so far. */
  get said(): string {
    return this.output;
  }

  /** The address that it listens on. Fails when it ends before it does. */
  async listening(): Promise<string> {
    for (;;) {
      const url = /listening on (http:\/\/[\d.:]+)/.exec(this.output)?.[1];
      if (url !== undefined) return url;
      const ending = await Promise.race([this.ended, this.nextOutput()]);
      if (ending !== undefined) {
        throw new Error(`It ended with code ${ending.code}: ${ending.errors}${ending.output}`);
      }
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }

  private async nextOutput(): Promise<undefined> {
    if (this.child.stdout !== null) await once(this.child.stdout, 'data');
  }
}
