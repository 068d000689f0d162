import type { MetadataReader } from './metadata-reader.js';

/** What is read of a pallet. */
export interface Pallet {
  /** `undefined`: it has none. */
  readonly storage: PalletStorage | undefined;
  /** The SCALE-encoded value of each, by name. */
  readonly constants: ReadonlyMap<string, Uint8Array>;
}

/** The storage of a pallet, as far as its keys need it. */
interface PalletStorage {
  /** What the keys of all its items begin with, hashed: not always the pallet's name. */
  readonly prefix: string;
  readonly items: ReadonlyMap<string, PalletItem>;
}

interface PalletItem {
  readonly isMap: boolean;
  readonly valueType: number;
}

const VIEW_FUNCTION_ID_BYTES = 32;

/**
 * Each pallet by its name. The layout is frame-metadata's
 * (https://docs.rs/frame-metadata, `v14`, `v15`, `v16`): each version adds parts to the former one.
 */
export function readPallets(reader: MetadataReader, version: number): ReadonlyMap<string, Pallet> {
  return new Map(reader.list(() => new PalletReader(reader, version).read()));
}

class PalletReader {
  constructor(
    private readonly reader: MetadataReader,
    private readonly version: number,
  ) {}

  read(): readonly [string, Pallet] {
    const { reader, version } = this;
    const name = reader.name();
    const storage = reader.option(() => this.storage());
    this.skipEnum(); // calls
    this.skipEnum(); // events
    const constants = new Map(reader.list(() => this.constant()));
    this.skipEnum(); // errors
    if (version >= 16) this.skipAssociatedTypesAndViews();
    reader.byte(); // index
    if (version >= 15) reader.skipTexts();
    this.skipDeprecation();
    return [name, { storage, constants }];
  }

  private storage(): PalletStorage {
    const prefix = this.reader.name();
    return { prefix, items: new Map(this.reader.list(() => this.item())) };
  }

  private item(): readonly [string, PalletItem] {
    const { reader } = this;
    const name = reader.name();
    reader.byte(); // what is read where nothing is stored: nothing, or a default
    const isMap = reader.pick('a storage item', [false, true]);
    const item = isMap ? this.map() : this.plain();
    reader.skipBytes(); // that default
    reader.skipTexts();
    this.skipDeprecation();
    return [name, item];
  }

  private plain(): PalletItem {
    return { isMap: false, valueType: this.reader.id() };
  }

  private map(): PalletItem {
    this.reader.list(() => this.reader.byte()); // hashers
    this.reader.id(); // the type of the key
    return { isMap: true, valueType: this.reader.id() };
  }

  private skipEnum(): void {
    const { reader } = this;
    reader.option(() => {
      reader.id();
      if (this.version >= 16) reader.list(() => this.skipVariantDeprecation());
    });
  }

  private constant(): readonly [string, Uint8Array] {
    const { reader } = this;
    const name = reader.name();
    reader.id();
    const value = reader.vector();
    reader.skipTexts();
    this.skipDeprecation();
    return [name, value];
  }

  private skipAssociatedTypesAndViews(): void {
    const { reader } = this;
    reader.list(() => {
      this.skipNamedType();
      reader.skipTexts();
    });
    reader.list(() => {
      reader.bytes(VIEW_FUNCTION_ID_BYTES);
      reader.skipBytes();
      reader.list(() => this.skipNamedType());
      reader.id();
      reader.skipTexts();
      this.skipDeprecation();
    });
  }

  private skipNamedType(): void {
    this.reader.skipBytes();
    this.reader.id();
  }

  private skipVariantDeprecation(): void {
    this.reader.byte(); // the variant's index
    this.skipDeprecation();
  }

  private skipDeprecation(): void {
    const { reader, version } = this;
    if (version < 16) return;
    const withNote = reader.pick('a deprecation', [false, false, true]);
    if (!withNote) return;
    reader.skipBytes();
    reader.option(() => reader.skipBytes());
  }
}
