import { mask } from './mask.js';
import { type ConfiguredSettings, settingsSchema } from './settings.js';

/** The environment is not one to start with: one line a variable that is wrong. */
export class ConfigurationError extends Error {
  readonly code = 'CONFIGURATION_INVALID';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigurationError';
  }
}

/** @throws ConfigurationError naming every variable that is wrong. An empty one counts as unset. */
export function readSettings(environment = process.env): ConfiguredSettings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = settingsSchema(set['NODE_ENV'] === 'production').safeParse(set);
  if (result.success) return result.data;
  throw new ConfigurationError(
    result.error.issues.map(({ path, message }) => describe(String(path[0]), set, message)),
  );
}

function describe(name: string, set: NodeJS.ProcessEnv, message: string): string {
  const value = set[name];
  if (value === undefined) return `${name} is ${message}`;
  return `${name} is ${JSON.stringify(mask(name, value))}; ${message}`;
}
