import { isRecord } from '../client/json-rpc.js';

/** What is wrong with a preset, one line a mistake. It need not have been checked by a compiler. */
export function* presetProblems(preset: unknown): Generator<string> {
  const { definitions, invariants } = isRecord(preset) ? preset : {};
  if (!isList(definitions) || !isList(invariants)) {
    yield 'preset must have a list of definitions, and one of invariants';
    return;
  }
  yield* definitionProblems(definitions);
  const names = new Set(
    definitions.map((definition) => isRecord(definition) && definition['name']),
  );
  for (const invariant of invariants) {
    const { count, atMost } = isRecord(invariant) ? invariant : {};
    for (const name of typeof atMost === 'number' ? [count] : [count, atMost]) {
      if (!names.has(name)) {
        yield `an invariant is of ${JSON.stringify(name)}, which no definition is named`;
      }
    }
  }
}

/** What is wrong with definitions, one line a mistake. */
export function* definitionProblems(definitions: readonly unknown[]): Generator<string> {
  const seen = new Set<unknown>();
  for (const definition of definitions) {
    const { name, kind, alternatives } = isRecord(definition) ? definition : {};
    if (!isName(name)) {
      yield `a count can't be named ${JSON.stringify(name)}: camel case, up to 64 letters and digits`;
      continue;
    }
    if (seen.has(name)) yield `two counts are named ${name}`;
    seen.add(name);
    if (kind !== 'count' && kind !== 'amount') yield `the kind of ${name} must be count or amount`;
    if (!isList(alternatives) || alternatives.length === 0) {
      yield `the count ${name} has no alternatives`;
    } else if (!alternatives.every(isAlternative)) {
      yield `each alternative of ${name} must have a pallet, an item and one of the ways to read it`;
    }
  }
}

function isName(name: unknown): name is string {
  // Not `constructor` and the like, which every object has.
  return typeof name === 'string' && /^[a-z][A-Za-z\d]{0,63}$/.test(name) && !(name in {});
}

function isAlternative(alternative: unknown): boolean {
  const { pallet, item, read } = isRecord(alternative) ? alternative : {};
  return isText(pallet) && isText(item) && isRead(read);
}

function isRead(read: unknown): boolean {
  if (!isRecord(read)) return ['value', 'length', 'entries'].includes(read as string);
  const { entriesWhere, decode } = read;
  if (!isRecord(entriesWhere)) return typeof decode === 'function';
  return isText(entriesWhere['field']) && isText(entriesWhere['equals']);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
