import type { RpcRequest } from '../rpc/request.js';
import type { RpcErrorObject } from '../rpc/rpc-error.js';

/**
 * What is sent in place of the honest answer: any text, or several; `undefined` for the honest
 * answer after all, `null` for none.
 */
export type Interceptor = (
  request: RpcRequest,
  honestAnswer: string,
) => string | readonly string[] | undefined | null;

/** What goes wrong with answers, by the method that was asked. */
export class AnswerFaults {
  readonly #errors = new Map<string, RpcErrorObject>();
  readonly #interceptors = new Map<string, Interceptor>();

  failMethod(method: string, error: RpcErrorObject | null): void {
    if (error === null) this.#errors.delete(method);
    else this.#errors.set(method, error);
  }

  intercept(method: string, interceptor: Interceptor | null): void {
    if (interceptor === null) this.#interceptors.delete(method);
    else this.#interceptors.set(method, interceptor);
  }

  /** The error that a method is to answer, if it is to fail. */
  errorOf(method: string): RpcErrorObject | undefined {
    return this.#errors.get(method) ?? this.#errors.get('*');
  }

  /** What is sent for a request; `undefined`: nothing ever. */
  replace(request: RpcRequest, honestAnswer: string): readonly string[] | undefined {
    const interceptor = this.#interceptors.get(request.method) ?? this.#interceptors.get('*');
    const answer = interceptor?.(request, honestAnswer);
    if (answer === undefined) return [honestAnswer];
    if (answer === null) return undefined;
    return typeof answer === 'string' ? [answer] : answer;
  }
}
