import { isatty } from 'node:tty';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { ConfiguredSettings } from '../config/settings.js';

type LogSettings = Pick<ConfiguredSettings, 'logLevel' | 'logFormat'>;

/** From the gravest to the most talkative, as Nest calls them. */
const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

export function createLogger({ logLevel, logFormat }: LogSettings): ConsoleLogger {
  const last = LEVELS.indexOf(logLevel === 'info' ? 'log' : logLevel);
  return consoleLogger(logFormat, LEVELS.slice(0, last + 1));
}

/** For the few lines that are to be seen at any level: what was chosen, and the address. */
export function createAnnouncer({ logFormat }: LogSettings): (message: string) => void {
  const logger = consoleLogger(logFormat, ['log']);
  return (message) => logger.log(message, 'Governance');
}

/** What Nest says of its own parts while it starts: it would bury what this process says. */
const ABOUT_NEST = /^_?(NestFactory|NestApplication|InstanceLoader|RoutesResolver|RouterExplorer)/;

class QuietLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (ABOUT_NEST.test(String(rest.at(-1)))) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}

function consoleLogger(format: LogSettings['logFormat'], logLevels: readonly LogLevel[]) {
  const json = format === 'json';
  const colors = !json && isatty(process.stdout.fd);
  return new QuietLogger({ json, colors, logLevels: [...logLevels] });
}
