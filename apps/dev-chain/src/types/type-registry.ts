import { compact, littleEndian, sequence, text } from '../encoding/scale.js';
import type { Field, Primitive, Shape, TypeName, Variant } from './shape.js';

const PRIMITIVE_INDEX: Record<Primitive, number> = {
  str: 2,
  u8: 3,
  u16: 4,
  u32: 5,
  u64: 6,
};
const NO_DOCS = sequence([]);
const NONE = '00';
const SOME = '01';

/** The types that metadata lists, each once, by number: `PortableRegistry` of `scale-info`. */
export class TypeRegistry {
  readonly #idByType = new Map<string, number>();

  /** The number of a type, which is added, after those that it consists of, when it is new. */
  idOf(shape: Shape): number {
    const type = this.#type(shape);
    const known = this.#idByType.get(type);
    if (known !== undefined) return known;
    const id = this.#idByType.size;
    this.#idByType.set(type, id);
    return id;
  }

  encode(): string {
    return sequence([...this.#idByType].map(([type, id]) => compact(id) + type));
  }

  #type(shape: Shape): string {
    const name = 'name' in shape ? shape.name : undefined;
    return this.#path(name) + this.#parameters(name) + this.#definition(shape) + NO_DOCS;
  }

  #path(name: TypeName | undefined): string {
    return sequence((name?.path.split('::') ?? []).map(text));
  }

  #parameters(name: TypeName | undefined): string {
    const parameters = name?.parameters ?? [];
    return sequence(
      parameters.map(({ name, type }) => {
        const id = type === undefined ? NONE : SOME + compact(this.idOf(type));
        return text(name) + id;
      }),
    );
  }

  #definition(shape: Shape): string {
    switch (shape.kind) {
      case 'composite':
        return `00${this.#fields(shape.fields)}`;
      case 'variant':
        return `01${sequence(shape.variants.map((variant) => this.#variant(variant)))}`;
      case 'sequence':
        return `02${compact(this.idOf(shape.of))}`;
      case 'array':
        return `03${littleEndian(shape.length, 4)}${compact(this.idOf(shape.of))}`;
      case 'tuple':
        return `04${sequence(shape.of.map((part) => compact(this.idOf(part))))}`;
      case 'primitive':
        return `05${littleEndian(PRIMITIVE_INDEX[shape.primitive], 1)}`;
      case 'compact':
        return `06${compact(this.idOf(shape.of))}`;
      default:
        return unknownShape(shape);
    }
  }

  #variant({ name, fields, index }: Variant): string {
    return text(name) + this.#fields(fields) + littleEndian(index, 1) + NO_DOCS;
  }

  #fields(fields: readonly Field[]): string {
    return sequence(fields.map((field) => this.#field(field)));
  }

  #field({ name, type }: Field): string {
    const encodedName = name === undefined ? NONE : SOME + text(name);
    const noTypeName = NONE;
    return encodedName + compact(this.idOf(type)) + noTypeName + NO_DOCS;
  }
}

function unknownShape(shape: never): never {
  throw new TypeError(`unknown shape: ${JSON.stringify(shape)}`);
}
