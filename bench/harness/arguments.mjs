import { parseArgs } from 'node:util';
import { ALL, NAMES, SOAKS } from '../benchmarks/names.mjs';

export class UsageError extends Error {}

/** @returns {{ names: string[], one: boolean, json: boolean, quick: boolean, minutes: number | undefined }} */
export function readArguments(args) {
  const { values, positionals } = parse(args);
  const [name, ...more] = positionals;
  if (more.length > 0 || (name !== undefined && !NAMES.includes(name))) {
    throw new UsageError(
      `say one of ${NAMES.join(', ')}, or none for all but ${SOAKS.join(' and ')}`,
    );
  }
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0))
    throw new UsageError('--minutes must be a number above 0');
  const { json, quick } = values;
  return {
    names: name === undefined ? ALL : [name],
    one: name !== undefined,
    json,
    quick,
    minutes,
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        minutes: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error.message);
  }
}
