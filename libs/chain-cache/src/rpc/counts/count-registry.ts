import { createHash } from 'node:crypto';
import { RpcOptionsError } from '../errors.js';
import type { CountDefinition, CountInvariant, CountPreset } from './count-definition.js';
import { definitionProblems } from './definition-problems.js';

/** Everything that is counted: the preset's definitions, and those that features brought. */
export class CountRegistry {
  readonly invariants: readonly CountInvariant[];
  private all: readonly CountDefinition[];
  private digest: string | undefined;

  constructor(preset: CountPreset) {
    this.all = preset.definitions;
    this.invariants = preset.invariants;
  }

  get definitions(): readonly CountDefinition[] {
    return this.all;
  }

  get names(): readonly string[] {
    return this.all.map(({ name }) => name);
  }

  /** Tells sets of definitions apart: what was read by one is not an answer to another. */
  get fingerprint(): string {
    this.digest ??= fingerprintOf(this.all);
    return this.digest;
  }

  /** @throws RpcOptionsError naming every definition that is wrong */
  add(definitions: readonly CountDefinition[]): void {
    const all = [...this.all, ...definitions];
    const problems = [...definitionProblems(all)];
    if (problems.length > 0) throw new RpcOptionsError(problems);
    this.all = all;
    this.digest = undefined;
  }
}

/** A decoder is told from another one by its source. */
function fingerprintOf(definitions: readonly CountDefinition[]): string {
  const text = JSON.stringify(definitions, (_, member: unknown) =>
    typeof member === 'function' ? member.toString() : member,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
