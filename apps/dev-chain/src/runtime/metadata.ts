import { byteString, compact, littleEndian, sequence, text } from '../encoding/scale.js';
import { accountId } from '../types/common-types.js';
import { byteVec, bytes, newtype } from '../types/scale-type.js';
import type { Shape } from '../types/shape.js';
import { TypeRegistry } from '../types/type-registry.js';
import type { Constant, MapItem, Pallet, StorageItem } from './pallet.js';

const MAGIC = Buffer.from('meta', 'latin1').toString('hex');
const VERSION_14 = '0e';
const NO_DOCS = sequence([]);
const NONE = '00';
const SOME = '01';
const MODIFIER = { Optional: '00', Default: '01' };
const HASHER = { Blake2_128Concat: '02', Twox64Concat: '05' };

/** V14 metadata (https://docs.rs/frame-metadata, `v14`), as hexadecimal text without 0x. */
export function encodeMetadata(pallets: readonly Pallet[]): string {
  const types = new TypeRegistry();
  const described =
    sequence(pallets.map((pallet) => encodePallet(pallet, types))) +
    encodeExtrinsic(types) +
    compact(types.idOf(emptyEnum('g1_runtime::Runtime')));
  return MAGIC + VERSION_14 + types.encode() + described;
}

function encodePallet(pallet: Pallet, types: TypeRegistry): string {
  const items = sequence(pallet.items.map((item) => encodeItem(item, types)));
  const calls = NONE;
  const events = NONE;
  const constants = sequence(pallet.constants.map((constant) => encodeConstant(constant, types)));
  const errors = NONE;
  const name = text(pallet.name);
  const storage = SOME + name + items;
  return name + storage + calls + events + constants + errors + littleEndian(pallet.index, 1);
}

function encodeItem(item: StorageItem, types: TypeRegistry): string {
  const value = compact(types.idOf(item.type));
  const type = item.kind === 'plain' ? `00${value}` : `01${encodeMapKeys(item, types)}${value}`;
  return text(item.name) + MODIFIER[item.modifier] + type + byteString(item.fallback) + NO_DOCS;
}

function encodeMapKeys({ keys }: MapItem, types: TypeRegistry): string {
  return sequence([HASHER[keys.hasher]]) + compact(types.idOf(keys.type));
}

function encodeConstant({ name, type, value }: Constant, types: TypeRegistry): string {
  return text(name) + compact(types.idOf(type)) + byteString(value) + NO_DOCS;
}

/** Nothing can be sent to this chain: an extrinsic has a type, as every client expects, and no call. */
function encodeExtrinsic(types: TypeRegistry): string {
  const version = '04';
  const noExtensions = sequence([]);
  return compact(types.idOf(uncheckedExtrinsic())) + version + noExtensions;
}

function uncheckedExtrinsic(): Shape {
  const signature = newtype({ path: 'sp_core::sr25519::Signature' }, bytes(64));
  return {
    kind: 'composite',
    name: {
      path: 'sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic',
      parameters: [
        { name: 'Address', type: accountId.shape },
        { name: 'Call', type: emptyEnum('g1_runtime::RuntimeCall') },
        { name: 'Signature', type: signature.shape },
        { name: 'Extra', type: { kind: 'tuple', of: [] } },
      ],
    },
    fields: [{ type: byteVec.shape }],
  };
}

function emptyEnum(path: string): Shape {
  return { kind: 'variant', name: { path }, variants: [] };
}
