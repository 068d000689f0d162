import { createHash } from 'node:crypto';
import { RpcOptionsError } from '../errors.js';
import type { CountDefinition, CountInvariant, CountPreset } from './count-definition.js';
import { definitionProblems, isList } from './definition-problems.js';

/** Everything that is counted: the preset's definitions, and those that features brought. */
export class CountRegistry {
  readonly invariants: readonly CountInvariant[];
  private all: readonly CountDefinition[];
  private digest: string | undefined;
  private digestsByName: Readonly<Record<string, string>> | undefined;

  /** @param quorum how many endpoints must agree on what is counted */
  constructor(
    preset: CountPreset,
    private readonly quorum: number,
  ) {
    this.all = preset.definitions;
    this.invariants = preset.invariants;
  }

  get definitions(): readonly CountDefinition[] {
    return this.all;
  }

  get names(): readonly string[] {
    return this.all.map(({ name }) => name);
  }

  /**
   * Of the definitions, the invariants and the quorum: what was read by others, or on the word of
   * fewer, is not an answer to who asks for these.
   */
  get fingerprint(): string {
    this.digest ??= digestOf([this.quorum, this.all, this.invariants]);
    return this.digest;
  }

  /** Of each definition, by its name: what is kept for ever may be of another one of that name. */
  get digests(): Readonly<Record<string, string>> {
    this.digestsByName ??= Object.fromEntries(this.all.map((one) => [one.name, digestOf(one)]));
    return this.digestsByName;
  }

  /** @throws RpcOptionsError naming every definition that is wrong */
  add(definitions: readonly CountDefinition[]): void {
    if (!isList(definitions)) {
      throw new RpcOptionsError([
        `counts must be a list of definitions, not ${typeof definitions}`,
      ]);
    }
    const all = [...this.all, ...definitions];
    const problems = [...definitionProblems(all)];
    if (problems.length > 0) throw new RpcOptionsError(problems);
    this.all = all;
    this.digest = undefined;
    this.digestsByName = undefined;
  }
}

/** A decoder is told from another one by its source. */
function digestOf(what: unknown): string {
  const text = JSON.stringify(what, (_, member: unknown) =>
    typeof member === 'function' ? member.toString() : member,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
