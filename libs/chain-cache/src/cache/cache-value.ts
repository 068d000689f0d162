import { CacheValueError } from './cache.errors.js';

const MAX_BYTES = 1024 * 1024;
/** PostgreSQL's parser and ours recurse: deeper than any real value, far from either's limit. */
const MAX_DEPTH = 500;

/**
 * The JSON text of a value. -0 becomes 0.
 * @throws CacheValueError, naming the path, for what JSON cannot carry faithfully: undefined,
 * functions, symbols, bigint, NaN, infinities, circular references, instances of classes, lists with
 * named members, strings with `\u0000` or half a surrogate pair (jsonb refuses both); and for more
 * than 1 MiB of text.
 */
export function encodeValue(value: unknown): string {
  checkFaithful(value, { containers: [], path: [] });
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new CacheValueError(`a value may have up to ${MAX_BYTES} bytes of JSON, not ${bytes}`);
  }
  return text;
}

/** Where the walk through a value is. */
interface Place {
  /** What it is inside of. */
  readonly containers: object[];
  /** The name or the index of what it took in each. */
  readonly path: (string | number)[];
}

function checkFaithful(value: unknown, place: Place): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      return checkText(value, place);
    case 'number':
      if (!Number.isFinite(value)) refuse(place, String(value));
      return;
    case 'object':
      if (value !== null) checkContainer(value, place);
      return;
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      return refuse(place, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }
}

function checkText(text: string, place: Place, of = ''): void {
  if (text.includes('\u0000')) refuse(place, 'a string with \\u0000', of);
  if (!text.isWellFormed()) refuse(place, 'a string with half a surrogate pair', of);
}

function checkContainer(value: object, place: Place): void {
  const { containers, path } = place;
  if (containers.includes(value)) refuse(place, 'a circular reference');
  if (containers.length >= MAX_DEPTH) refuse(place, `something nested deeper than ${MAX_DEPTH}`);
  containers.push(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      path.push(i);
      checkFaithful(value[i], place);
      path.pop();
    }
    if (Object.keys(value).length > value.length) refuse(place, 'a list with named members');
  } else {
    if (!isPlain(value)) refuse(place, `an instance of ${className(value)}`);
    if ('toJSON' in value && typeof value.toJSON === 'function')
      refuse(place, 'something with a toJSON method');
    if (Object.getOwnPropertySymbols(value).length > 0) refuse(place, 'a symbol as a key');
    for (const key of Object.keys(value)) {
      path.push(key);
      checkText(key, place, 'the name of ');
      checkFaithful((value as Record<string, unknown>)[key], place);
      path.pop();
    }
  }
  containers.pop();
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

function refuse({ path }: Place, what: string, of = ''): never {
  const names = path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`));
  const where = `${of}$${names.join('')}`;
  throw new CacheValueError(`${where} is ${what}, which JSON cannot carry faithfully`);
}
