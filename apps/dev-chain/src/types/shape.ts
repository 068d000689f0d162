/** What metadata says of a type (the definitions of `scale-info`, which V14 carries). */
export type Shape =
  | { readonly kind: 'primitive'; readonly primitive: Primitive }
  | { readonly kind: 'composite'; readonly name?: TypeName; readonly fields: readonly Field[] }
  | { readonly kind: 'variant'; readonly name: TypeName; readonly variants: readonly Variant[] }
  | { readonly kind: 'sequence'; readonly of: Shape }
  | { readonly kind: 'array'; readonly length: number; readonly of: Shape }
  | { readonly kind: 'tuple'; readonly of: readonly Shape[] }
  | { readonly kind: 'compact'; readonly of: Shape };

export type Primitive = 'str' | 'u8' | 'u16' | 'u32' | 'u64';

export interface TypeName {
  /** As Rust writes it: `pallet_smith_members::types::SmithMeta`. */
  readonly path: string;
  readonly parameters?: readonly TypeParameter[];
}

interface TypeParameter {
  readonly name: string;
  /** Unset: the parameter says nothing of the layout. */
  readonly type?: Shape;
}

export interface Field {
  /** Unset: a tuple struct's field. */
  readonly name?: string;
  readonly type: Shape;
}

export interface Variant {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly Field[];
}
