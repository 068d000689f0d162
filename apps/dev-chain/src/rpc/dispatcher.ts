import type { AnswerFaults } from '../faults/answer-faults.js';
import type { Silence } from '../faults/silence.js';
import type { CallCounts } from './call-counts.js';
import type { CallContext } from './method.js';
import { rpcMethods } from './methods/index.js';
import { Params } from './params.js';
import { errorText, idOf, readRequest, resultText, type RpcRequest } from './request.js';
import {
  internalError,
  invalidRequest,
  methodNotFound,
  parseError,
  requestTooBig,
  responseTooBig,
  RpcError,
} from './rpc-error.js';

/** Limit of a request and of an answer, as Substrate has it by default. */
export const MOST_BYTES = 15 * 1024 * 1024;

/**
 * The texts to send, in order: one as a rule, none for a notification. `undefined`: the caller waits
 * for an answer and never gets one.
 */
export type Answers = readonly string[] | undefined;

/** Turns what came in into what goes out. */
export class Dispatcher {
  readonly #silence: Silence;
  readonly #faults: AnswerFaults;
  readonly #counts: CallCounts;

  constructor(silence: Silence, faults: AnswerFaults, counts: CallCounts) {
    this.#silence = silence;
    this.#faults = faults;
    this.#counts = counts;
  }

  answer(message: string, context: CallContext): Answers {
    if (Buffer.byteLength(message) > MOST_BYTES) return [failure(null, requestTooBig(MOST_BYTES))];
    let parsed: unknown;
    try {
      parsed = JSON.parse(message);
    } catch {
      return [failure(null, parseError())];
    }
    return Array.isArray(parsed) ? this.#batch(parsed, context) : this.#one(parsed, context);
  }

  #batch(entries: readonly unknown[], context: CallContext): Answers {
    if (entries.length === 0) return [failure(null, invalidRequest())];
    const answers = entries.map((entry) => this.#one(entry, context));
    if (answers.every((answer) => answer === undefined)) return undefined;
    const texts = answers.flatMap((answer) => answer ?? []);
    return texts.length === 0 ? [] : [`[${texts.join(',')}]`];
  }

  #one(entry: unknown, context: CallContext): Answers {
    let request: RpcRequest;
    try {
      request = readRequest(entry);
    } catch (error) {
      return [failure(idOf(entry), error)];
    }
    this.#counts.count(request.method);
    if (this.#silence.hung) return undefined;
    const answer = this.#call(request, context);
    return request.id === undefined ? [] : this.#faults.replace(request, answer);
  }

  #call(request: RpcRequest, context: CallContext): string {
    const { id = null, method, params } = request;
    const fault = this.#faults.errorOf(method);
    if (fault !== undefined) return errorText(id, fault);
    try {
      const implementation = rpcMethods.get(method);
      if (implementation === undefined) throw methodNotFound();
      const answer = resultText(id, implementation(new Params(params), context));
      if (Buffer.byteLength(answer) > MOST_BYTES) throw responseTooBig(MOST_BYTES);
      return answer;
    } catch (error) {
      return failure(id, error);
    }
  }
}

function failure(id: RpcRequest['id'], error: unknown): string {
  const known = error instanceof RpcError ? error : internalError(String(error));
  return errorText(id ?? null, known.toObject());
}
