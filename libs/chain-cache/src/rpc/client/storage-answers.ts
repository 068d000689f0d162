import type { AnswerReader } from './answers.js';

/** What `state_getKeysPaged` was asked for. */
interface KeysAsked {
  readonly prefix: string;
  readonly count: number;
  readonly after: string | null;
}

/** What `state_queryStorageAt` was asked for. */
interface ValuesAsked {
  readonly keys: readonly string[];
  readonly block: string;
}

/** Keys in ascending order, of the prefix, behind the last one known: else a walk might not end. */
export function readKeys(answer: unknown, read: AnswerReader, asked: KeysAsked): string[] {
  const keys = read.list(answer).map((key) => read.hex(key));
  if (keys.length > asked.count) read.refuse('a page of the size asked for');
  let previous = asked.after ?? asked.prefix;
  for (const key of keys) {
    if (!key.startsWith(asked.prefix) || key <= previous)
      read.refuse('keys in order of the prefix');
    previous = key;
  }
  return keys;
}

/** A value or `null` for each key asked for, of the block asked for, and nothing else. */
export function readValues(
  answer: unknown,
  read: AnswerReader,
  asked: ValuesAsked,
): Map<string, string | null> {
  const [set, ...others] = read.list(answer);
  const { block, changes } = read.record(set);
  if (others.length > 0 || read.hash(block) !== asked.block) read.refuse('of the block asked for');
  const values = new Map<string, string | null>();
  const changed = read.list(changes);
  for (const change of changed) {
    const [key, value] = read.list(change);
    values.set(read.hex(key), value === null ? null : read.hex(value));
  }
  const expected = asked.keys.length;
  const complete = changed.length === expected && asked.keys.every((key) => values.has(key));
  return complete ? values : read.refuse('of the keys asked for');
}
