import type { LoggerService } from '@nestjs/common';

/** What an application says from `info` on, as `warn Database: its message`. */
export class RecordedLogs implements LoggerService {
  readonly lines: string[] = [];

  log(message: unknown, context?: unknown): void {
    this.record('info', message, context);
  }

  warn(message: unknown, context?: unknown): void {
    this.record('warn', message, context);
  }

  /** With a stack there are two more. */
  error(message: unknown, ...more: unknown[]): void {
    this.record('error', message, more.at(-1));
  }

  private record(level: string, message: unknown, context: unknown): void {
    this.lines.push(`${level} ${String(context)}: ${String(message)}`);
  }
}
