import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** Beside the bundle that this becomes a part of: `npm run build` makes both. */
const PAGE = new URL('./page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The build leaves each file also compressed, since its bytes never change. */
const ENCODINGS = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const;

/** A file of the page, as it goes over the wire. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  /** Undefined: as it is. */
  readonly encoding: string | undefined;
}

/**
 * Reads a file of the page in the smallest form that the client takes.
 * @param name such as `index.html`; not a path from outside
 * @returns undefined: there is none
 */
export async function readPageFile(
  name: string,
  acceptEncoding = '',
): Promise<PageFile | undefined> {
  const type = TYPES[extname(name)];
  if (type === undefined) return undefined;
  const accepted = ENCODINGS.find(({ encoding }) => accepts(acceptEncoding, encoding));
  const body = await read(name + (accepted?.suffix ?? ''));
  return body && { body, type, encoding: accepted?.encoding };
}

/** `br;q=0` refuses it (RFC 9110, 12.5.3). */
function accepts(acceptEncoding: string, encoding: string): boolean {
  return acceptEncoding.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

async function read(name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(new URL(name, PAGE));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
