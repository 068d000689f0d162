/** A promise that a test keeps when it wants to. */
export interface Gate<T> {
  readonly passed: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: Error) => void;
}

export function gate<T = void>(): Gate<T> {
  let open: Gate<T>['open'] | undefined;
  let fail: Gate<T>['fail'] | undefined;
  const passed = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  if (open === undefined || fail === undefined) throw new Error('promises run their executor');
  return { passed, open, fail };
}
