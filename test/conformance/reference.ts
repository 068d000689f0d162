import type { ApiPromise } from '@polkadot/api';
import type { CountDefinition, CountRead } from 'nestjs-chain-cache';

type Query = Awaited<ReturnType<ApiPromise['at']>>['query'];
type Item = NonNullable<NonNullable<Query[string]>[string]>;

/** What ApiPromise reads at a block: of the library, only the names of pallet and item are used. */
export async function readByReference(
  api: ApiPromise,
  { alternatives }: CountDefinition,
  block: string,
): Promise<string> {
  const { query } = await api.at(block);
  for (const { pallet, item, read } of alternatives) {
    const storage = query[inCamelCase(pallet)]?.[inCamelCase(item)];
    if (storage !== undefined) return String(await readItem(storage, read));
  }
  throw new Error('the runtime has none of these items');
}

async function readItem(storage: Item, read: CountRead): Promise<unknown> {
  if (read === 'value') return storage();
  if (read === 'length') return lengthOf((await storage()).toJSON());
  if (read === 'entries') return (await storage.entries()).length;
  if ('decode' in read) return read.decode([(await storage()).toU8a()]);
  const { field, equals } = read.entriesWhere;
  const entries = await storage.entries();
  return entries.filter(([, value]) => Object(value.toHuman())[field] === equals).length;
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  throw new Error('not a vector');
}

/** As polkadot.js names pallets and items. */
function inCamelCase(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
