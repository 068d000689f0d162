/** What metadata says of a runtime, as far as counting needs it. */
export interface RuntimeMetadata {
  /** A storage item by the exact names of its pallet and itself; undefined: there is none. */
  storageItem(pallet: string, item: string): StorageItem | undefined;
  /** Whether there is a pallet of this name. */
  hasPallet(pallet: string): boolean;
  /** The SCALE-encoded value of a constant; undefined: there is none. */
  constant(pallet: string, name: string): Uint8Array | undefined;
  type(id: number): MetadataType;
}

export interface StorageItem {
  /** 0x-prefixed: the key of a plain item, the prefix of all keys of a map. */
  readonly key: string;
  readonly isMap: boolean;
  /** Type of the value, or of one entry's. */
  readonly valueType: number;
}

export interface MetadataField {
  /** `null` in tuples. */
  readonly name: string | null;
  readonly type: number;
}

interface MetadataVariant {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly MetadataField[];
}

/** A type as metadata describes it, its parts by their ids (scale-info). */
export type MetadataType =
  | { readonly is: 'primitive'; readonly name: string }
  | { readonly is: 'compact'; readonly of: number }
  | { readonly is: 'sequence'; readonly of: number }
  | { readonly is: 'array'; readonly of: number; readonly length: number }
  | { readonly is: 'composite'; readonly fields: readonly MetadataField[] }
  | { readonly is: 'variant'; readonly variants: readonly MetadataVariant[] }
  | { readonly is: 'bits'; readonly store: number };
