/** The port that Substrate nodes serve JSON-RPC on. */
const DEFAULT_PORT = 9_944;
const HIGHEST_PORT = 65_535;

/** @throws RangeError when this is no port */
export function portOf(setting: string | undefined): number {
  if (setting === undefined || setting === '') return DEFAULT_PORT;
  const port = Number(setting);
  if (/^\d+$/.test(setting) && port <= HIGHEST_PORT) return port;
  throw new RangeError(`DEV_CHAIN_PORT is "${setting}"; it may hold 0 to ${HIGHEST_PORT}`);
}

/** @throws RangeError when there are any */
export function refuseArguments([first]: readonly string[]): void {
  if (first === undefined) return;
  throw new RangeError(`argument "${first}" is not known; only DEV_CHAIN_PORT says how to start`);
}

/** Why a start failed, in a line. */
export function reasonOf(error: unknown): string {
  const { code, port, message } = Object(error) as {
    code?: string;
    port?: number;
    message?: string;
  };
  if (code !== 'EADDRINUSE') return message ?? String(error);
  return `port ${port} is taken; choose another one by DEV_CHAIN_PORT (0: any free one)`;
}
