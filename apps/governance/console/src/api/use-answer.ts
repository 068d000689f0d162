import { useCallback, useEffect, useState } from 'preact/hooks';
import { asAskError, type AskError } from './ask.js';

export interface Answer<T> {
  /** Undefined: not yet. Kept while it is asked for again. */
  readonly data: T | undefined;
  readonly error: AskError | undefined;
  readonly again: () => void;
}

/** What is asked for now, and again whenever one of `on` changes. */
export function useAnswer<T>(question: () => Promise<T>, on: readonly unknown[]): Answer<T> {
  const [data, setData] = useState<T>();
  const [error, setError] = useState<AskError>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    const settle = (answer: T | undefined, failure: AskError | undefined) => {
      if (!current) return;
      if (answer !== undefined) setData(() => answer);
      setError(failure);
    };
    void question().then(
      (answer) => settle(answer, undefined),
      (failure: unknown) => settle(undefined, asAskError(failure)),
    );
    return () => {
      current = false;
    };
  }, [...on, turn]);
  return { data, error, again: useCallback(() => setTurn((now) => now + 1), []) };
}
