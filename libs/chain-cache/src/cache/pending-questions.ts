/** A question to the store about some keys, and what was heard of them since it was asked. */
export class Question {
  /** Seldom needed. */
  private overtakenBy: Map<string, number> | undefined;

  constructor(
    readonly keys: readonly string[],
    readonly askedAt: number,
  ) {}

  overtake(key: string, version: number): void {
    this.overtakenBy ??= new Map();
    this.overtakenBy.set(key, Math.max(version, this.overtakenBy.get(key) ?? 0));
  }

  /** Whether something newer than this answer was heard of. */
  isOvertaken({ key, version }: { readonly key: string; readonly version: number }): boolean {
    return (this.overtakenBy?.get(key) ?? 0) > version;
  }
}

/** The questions to which no answer has come yet. */
export class PendingQuestions {
  private readonly byKey = new Map<string, Set<Question>>();

  begin(question: Question): void {
    for (const key of question.keys) {
      const questions = this.byKey.get(key);
      if (questions === undefined) this.byKey.set(key, new Set([question]));
      else questions.add(question);
    }
  }

  end(question: Question): void {
    for (const key of question.keys) {
      const questions = this.byKey.get(key);
      if (questions?.delete(question) && questions.size === 0) this.byKey.delete(key);
    }
  }

  /** The key has changed: answers that are older than this version are void. */
  overtake(key: string, version: number): void {
    for (const question of this.byKey.get(key) ?? []) question.overtake(key, version);
  }

  /** Anything below the prefix may have changed. */
  overtakeBelow(prefix: string): void {
    for (const key of this.byKey.keys()) {
      if (key.startsWith(prefix)) this.overtake(key, Infinity);
    }
  }
}
