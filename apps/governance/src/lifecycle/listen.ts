import type { ConfiguredSettings } from '../config/settings.js';

/** Listens where the settings say. @throws ListenError */
export async function listen(
  app: { listen: (port: number, host: string) => Promise<unknown> },
  { host, port }: Pick<ConfiguredSettings, 'host' | 'port'>,
): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    throw new ListenError(host, port, cause);
  }
}

/** HOST and PORT can't be had on this machine. */
class ListenError extends Error {
  readonly code = 'LISTEN';

  constructor(host: string, port: number, cause: unknown) {
    const { code, message } = Object(cause) as { code?: unknown; message?: string };
    super(
      code === 'EADDRINUSE'
        ? `PORT is "${port}", which is taken on ${host}; another one must be free, and 0 picks one`
        : `HOST is "${host}", PORT is "${port}"; nobody can listen there (${message ?? String(cause)})`,
      { cause },
    );
    this.name = 'ListenError';
  }
}
