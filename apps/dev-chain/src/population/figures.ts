/** Sizes that the state of a block is made from. Whole numbers of 0 or more. */
export interface Figures {
  /** Members of the Web of Trust. */
  readonly members: number;
  /** Identities of every status, revoked ones included. */
  readonly identities: number;
  /** Active smiths, those whose status is `Smith`. */
  readonly smiths: number;
  readonly invitedSmiths: number;
  readonly pendingSmiths: number;
  /** Former smiths: they keep their entry for ever. */
  readonly excludedSmiths: number;
  readonly onlineAuthorities: number;
  readonly techCommMembers: number;
  /** Open proposals of the committee. */
  readonly proposals: number;
  /** In hundredths of a unit. */
  readonly monetaryMass: bigint;
}

/** Some of the figures; the monetary mass as any kind of whole number. */
export type FigureChanges = Partial<Omit<Figures, 'monetaryMass'>> & {
  readonly monetaryMass?: bigint | number | string;
};

/** The figures of a chain on which nobody joins or leaves unless told to. */
export const STILL_FIGURES: Figures = {
  members: 7224,
  identities: 9000,
  smiths: 20,
  invitedSmiths: 3,
  pendingSmiths: 2,
  excludedSmiths: 4,
  onlineAuthorities: 18,
  techCommMembers: 5,
  proposals: 0,
  monetaryMass: 8_234_567_890n,
};

/** @throws RangeError for a figure that is no whole number of 0 or more, or exceeds its width. */
export function checkedFigures(changes: FigureChanges): Partial<Figures> {
  const checked: Record<string, number | bigint> = {};
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in STILL_FIGURES)) throw new RangeError(`there is no figure "${name}"`);
    if (value !== undefined) checked[name] = checkedFigure(name, value);
  }
  return checked;
}

function checkedFigure(name: string, value: bigint | number | string): number | bigint {
  const bits = name === 'monetaryMass' ? 64n : 32n;
  const figure = wholeNumber(value);
  if (figure === undefined || figure < 0n || figure >= 1n << bits) {
    throw new RangeError(`${name} must be a whole number of 0 or more that fits in ${bits} bits`);
  }
  return name === 'monetaryMass' ? figure : Number(figure);
}

function wholeNumber(value: bigint | number | string): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return /^\d+$/.test(String(value)) ? BigInt(value) : undefined;
}
