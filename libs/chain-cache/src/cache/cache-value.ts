import { CacheValueError } from './cache.errors.js';

const MAX_BYTES = 1024 * 1024;
/** PostgreSQL's parser and ours recurse: deeper than any real value, far from either's limit. */
const MAX_DEPTH = 500;

/**
 * The JSON text of a value. -0 becomes 0.
 * @throws CacheValueError, naming the path, for what JSON cannot carry faithfully: undefined,
 * functions, symbols, bigint, NaN, infinities, circular references, instances of classes, strings
 * with `\u0000` or half a surrogate pair (jsonb refuses both); and for more than 1 MiB of text.
 */
export function encodeValue(value: unknown): string {
  checkFaithful(value, '$', []);
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new CacheValueError(`a value may have up to ${MAX_BYTES} bytes of JSON, not ${bytes}`);
  }
  return text;
}

function checkFaithful(value: unknown, path: string, parents: readonly object[]): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      return checkText(value, path);
    case 'number':
      if (!Number.isFinite(value)) refuse(path, String(value));
      return;
    case 'object':
      if (value !== null) checkContainer(value, path, parents);
      return;
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      return refuse(path, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }
}

function checkText(text: string, path: string): void {
  if (text.includes('\u0000')) refuse(path, 'a string with \\u0000');
  if (!text.isWellFormed()) refuse(path, 'a string with half a surrogate pair');
}

function checkContainer(value: object, path: string, parents: readonly object[]): void {
  if (parents.includes(value)) refuse(path, 'a circular reference');
  if (parents.length >= MAX_DEPTH) refuse(path, `something nested deeper than ${MAX_DEPTH}`);
  const inside = [...parents, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkFaithful(value[i], `${path}[${i}]`, inside);
    return;
  }
  if (!isPlain(value)) refuse(path, `an instance of ${className(value)}`);
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(path, 'a symbol as a key');
  for (const [key, member] of Object.entries(value)) {
    checkText(key, `the name of ${path}.${key}`);
    checkFaithful(member, `${path}.${key}`, inside);
  }
}

/** Whether a literal made it, in whichever realm: its prototype, if any, is at the root. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(value: object): string {
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name : 'a class';
}

function refuse(path: string, what: string): never {
  throw new CacheValueError(`${path} is ${what}, which JSON cannot carry faithfully`);
}
