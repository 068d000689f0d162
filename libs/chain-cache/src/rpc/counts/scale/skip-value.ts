import { ScaleError } from './scale.error.js';
import type { ScaleReader } from './scale-reader.js';
import type { TypeLayout, TypeTable } from './type-layout.js';

/** Deeper than any real value: a recursive type must not exhaust the stack. */
const MAX_DEPTH = 64;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Goes past a value of a type, checking all of it. @throws ScaleError */
export function skipValue(reader: ScaleReader, table: TypeTable, id: number, depth = 0): void {
  const layout = table[id];
  if (layout === undefined) throw new ScaleError(`type ${id} is not known`);
  if (depth > MAX_DEPTH) throw new ScaleError(`a value is nested deeper than ${MAX_DEPTH}`);
  reader.step();
  const skip = (part: number): void => skipValue(reader, table, part, depth + 1);
  if (typeof layout === 'string') skipPrimitive(reader, layout);
  else if ('bytes' in layout) reader.take(layout.bytes);
  else if ('compact' in layout) reader.compact(layout.compact);
  else if ('sequence' in layout) repeat(reader.length(), () => skip(layout.sequence));
  else if ('array' in layout) repeat(layout.length, () => skip(layout.array));
  else if ('parts' in layout) layout.parts.forEach(skip);
  else if ('variants' in layout) partsOf(reader.byte(), layout.variants).forEach(skip);
  else skipBits(reader, layout.bits);
}

function partsOf(
  index: number,
  variants: Readonly<Record<string, readonly number[]>>,
): readonly number[] {
  const parts = variants[index];
  if (parts === undefined) throw new ScaleError(`an enum has no variant ${index}`);
  return parts;
}

function skipPrimitive(reader: ScaleReader, type: TypeLayout & string): void {
  switch (type) {
    case 'bool':
      if (reader.byte() > 1) throw new ScaleError('a boolean is neither 0 nor 1');
      return;
    case 'char':
      return checkCharacter(Number(reader.uint(4)));
    case 'str':
      return checkText(reader.take(reader.length()));
  }
}

function checkCharacter(code: number): void {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new ScaleError('a character is not one of Unicode');
  }
}

function checkText(bytes: Uint8Array): void {
  try {
    UTF8.decode(bytes);
  } catch (cause) {
    throw new ScaleError('a text is not UTF-8', { cause });
  }
}

function skipBits(reader: ScaleReader, unitBytes: number): void {
  const bits = Number(reader.compact(32));
  reader.take(Math.ceil(bits / (8 * unitBytes)) * unitBytes);
}

function repeat(times: number, action: () => void): void {
  for (let i = 0; i < times; i++) action();
}
