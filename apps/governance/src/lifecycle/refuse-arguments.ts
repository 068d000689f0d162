/** Whoever gives an argument means something by it that would not happen. */
export function refuseArguments([first]: readonly string[]): void {
  if (first !== undefined) throw new ArgumentsError(first);
}

/** There are no arguments: the environment says it all. */
class ArgumentsError extends Error {
  readonly code = 'ARGUMENTS_REFUSED';

  constructor(argument: string) {
    // What follows the name may be a secret.
    const name = argument.split('=', 1)[0];
    super(`argument "${name}" is not known; none is, set variables such as PORT (see README.md)`);
    this.name = 'ArgumentsError';
  }
}
