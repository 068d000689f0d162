import type { CountAlternative, CountDefinition } from './count-definition.js';
import type { CountPlan, PlannedCount, PlannedRead } from './count-plan.js';
import type { RuntimeMetadata, StorageItem } from './metadata/runtime-metadata.js';
import { storageKey } from './metadata/storage-key.js';
import {
  collectLayouts,
  LayoutError,
  type TypeLayout,
  unsignedBytes,
} from './scale/type-layout.js';

/** Why an alternative cannot be used in this runtime. */
class MisfitError extends Error {}

/**
 * Finds each definition's place in a runtime. The first alternative that is there and whose type
 * fits is taken; where there is none, the count is unavailable, with the reasons of all.
 */
export function resolvePlan(
  definitions: readonly CountDefinition[],
  metadata: RuntimeMetadata,
): CountPlan {
  const types: Record<string, TypeLayout> = {};
  const counts = definitions.map((definition) => resolve(definition, metadata, types));
  return { counts, types };
}

function resolve(
  { name, kind, alternatives }: CountDefinition,
  metadata: RuntimeMetadata,
  types: Record<string, TypeLayout>,
): PlannedCount {
  const reasons: string[] = [];
  for (const alternative of alternatives) {
    const place = `${alternative.pallet}.${alternative.item}`;
    try {
      const item = findItem(alternative, metadata);
      const read = planRead(alternative, item, metadata, types);
      const formerKeys = item.isMap ? keysOfMissing(alternatives, metadata) : [];
      return { name, kind, place, key: item.key, formerKeys, read };
    } catch (error) {
      if (!(error instanceof MisfitError || error instanceof LayoutError)) throw error;
      reasons.push(`${place}: ${error.message}`);
    }
  }
  return { name, reason: `not in this runtime (${reasons.join('; ')})` };
}

function keysOfMissing(
  alternatives: readonly CountAlternative[],
  metadata: RuntimeMetadata,
): string[] {
  return alternatives
    .filter(({ pallet, item }) => metadata.storageItem(pallet, item) === undefined)
    .map(({ pallet, item }) => storageKey(pallet, item));
}

function findItem({ pallet, item }: CountAlternative, metadata: RuntimeMetadata): StorageItem {
  const found = metadata.storageItem(pallet, item);
  if (found !== undefined) return found;
  throw new MisfitError(metadata.hasPallet(pallet) ? 'no such item' : 'no such pallet');
}

function planRead(
  { read }: CountAlternative,
  item: StorageItem,
  metadata: RuntimeMetadata,
  types: Record<string, TypeLayout>,
): PlannedRead {
  if (read === 'value') return planValue(item, metadata);
  if (read === 'length') return planLength(item, metadata, types);
  if (read === 'entries') return planEntries(item);
  if ('decode' in read) return { how: 'decode', of: item.isMap ? 'entries' : 'value' };
  return planEntriesWhere(item, read.entriesWhere, metadata, types);
}

function planValue(item: StorageItem, metadata: RuntimeMetadata): PlannedRead {
  const bytes = item.isMap ? undefined : unsignedBytes(metadata, item.valueType);
  if (bytes === undefined) throw new MisfitError('not a plain unsigned integer');
  return { how: 'value', bytes };
}

function planLength(
  item: StorageItem,
  metadata: RuntimeMetadata,
  types: Record<string, TypeLayout>,
): PlannedRead {
  const element = item.isMap ? undefined : elementType(metadata, item.valueType);
  if (element === undefined) throw new MisfitError('not a plain vector');
  collectLayouts(metadata, element, types);
  return { how: 'length', element };
}

/** The type of a vector's elements; a bounded vector is a struct around a vector. */
function elementType(metadata: RuntimeMetadata, id: number): number | undefined {
  const type = metadata.type(id);
  if (type.is === 'sequence') return type.of;
  const [only, ...others] = type.is === 'composite' ? type.fields : [];
  if (only === undefined || others.length > 0) return undefined;
  const inner = metadata.type(only.type);
  return inner.is === 'sequence' ? inner.of : undefined;
}

function planEntries(item: StorageItem): PlannedRead {
  if (!item.isMap) throw new MisfitError('not a map');
  return { how: 'entries' };
}

function planEntriesWhere(
  item: StorageItem,
  { field, equals }: { readonly field: string; readonly equals: string },
  metadata: RuntimeMetadata,
  types: Record<string, TypeLayout>,
): PlannedRead {
  const entry = metadata.type(item.valueType);
  if (!item.isMap || entry.is !== 'composite') throw new MisfitError('not a map of structs');
  const position = entry.fields.findIndex(({ name }) => name === field);
  const type = entry.fields[position]?.type;
  if (type === undefined) throw new MisfitError(`no field ${field}`);
  const looked = metadata.type(type);
  if (looked.is !== 'variant') throw new MisfitError(`${field} is not an enum`);
  const variant = looked.variants.find(({ name }) => name === equals);
  if (variant === undefined) throw new MisfitError(`${field} has no variant ${equals}`);
  const fields = entry.fields.map((member) => member.type);
  for (const id of fields) collectLayouts(metadata, id, types);
  return { how: 'entriesWhere', fields, field: position, variant: variant.index };
}
