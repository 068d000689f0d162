/** Registers how a part that was started is stopped. The last one started is stopped first. */
export type OnStop = (stop: () => Promise<unknown>) => void;

/** How long stopping may take before the process ends all the same. */
const STOP_DEADLINE_MS = 15_000;

/** Ctrl-C comes twice where npm passes on what the terminal has sent already: that is one wish. */
const ECHO_MS = 1000;

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Runs a service as this process: starts it, and stops its parts when a signal asks for it, or
 * when its start fails. Exit codes: 0 stopped as asked, 1 failed, 128 + n ended by a second signal.
 */
export async function runProcess(start: (onStop: OnStop) => Promise<void>): Promise<void> {
  const stops: (() => Promise<unknown>)[] = [];
  const starting = start((stop) => stops.unshift(stop));
  const stopAll = () => starting.catch(() => undefined).then(() => inTurn(stops));
  onFirstSignal(() => void exitAfter(stopAll, 0));
  try {
    await starting;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    await exitAfter(stopAll, 1);
  }
}

function onFirstSignal(stop: () => void): void {
  let stoppedAt: number | undefined;
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stoppedAt === undefined) {
        stoppedAt = performance.now();
        stop();
      } else if (performance.now() - stoppedAt > ECHO_MS) {
        process.exit(128 + number);
      }
    });
  }
}

async function exitAfter(stop: () => Promise<void>, code: number): Promise<void> {
  setTimeout(() => {
    process.stderr.write(`not everything stopped within ${STOP_DEADLINE_MS} ms\n`);
    process.exit(1);
  }, STOP_DEADLINE_MS).unref();
  try {
    await stop();
    process.exit(code);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

async function inTurn(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops) await stop();
}

/** Errors with a code are meant for people; of any other, a developer needs the stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
