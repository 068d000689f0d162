import { z } from 'zod';

/**
 * The schema of one environment variable: its text is read by `parse`, which gives undefined
 * for what is not allowed; `allowed` then says what would be.
 */
export function variable<T>(allowed: string, parse: (text: string) => T | undefined) {
  return z.string({ error: `not set; it must be ${allowed}` }).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `it must be ${allowed}` });
    return z.NEVER;
  });
}

export function wholeNumber(least: number, most: number) {
  return variable(`a whole number from ${least} to ${most}`, (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
  });
}

export function flag() {
  return variable('true or false', (text) =>
    text === 'true' || text === 'false' ? text === 'true' : undefined,
  );
}

export function oneOf<T extends string>(...names: readonly T[]) {
  return variable(`one of ${names.join(', ')}`, (text) => names.find((name) => name === text));
}

/** An absolute URL with one of these schemes and a host, that whoever connects can make sense of. */
export function parseUrl(text: string, schemes: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, pathname, hash } = new URL(text);
  const good = schemes.includes(protocol) && hostname !== '' && hash === '';
  return good && isDecodable(username + password + pathname) ? text : undefined;
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
