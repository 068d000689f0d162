/** An error as JSON-RPC carries it. */
export interface RpcErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Ends a call with an error object. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toObject(): RpcErrorObject {
    const { code, message, data } = this;
    return data === undefined ? { code, message } : { code, message, data };
  }
}

// Codes and messages of jsonrpsee, the JSON-RPC server of Substrate.

export const parseError = () => new RpcError(-32700, 'Parse error');
export const invalidRequest = () => new RpcError(-32600, 'Invalid request');
export const methodNotFound = () => new RpcError(-32601, 'Method not found');
export const invalidParams = (why: string) => new RpcError(-32602, 'Invalid params', why);
export const internalError = (why: string) => new RpcError(-32603, 'Internal error', why);

export const requestTooBig = (limit: number) =>
  new RpcError(-32007, 'Request is too big', `Exceeded max limit of ${limit}`);

export const responseTooBig = (limit: number) =>
  new RpcError(-32008, 'Response is too big', `Exceeded max limit of ${limit}`);

export const tooManySubscriptions = (limit: number) =>
  new RpcError(
    -32006,
    'Too many subscriptions on the connection',
    `Exceeded max limit of ${limit}`,
  );

// Codes of the JSON-RPC interface specification, with the messages of `sc-rpc-spec-v2`.

export const tooManyFollows = () =>
  new RpcError(-32800, 'Maximum number of chainHead_follow has been reached');

export const invalidBlock = () => new RpcError(-32801, 'Invalid block hash');

export const duplicateHashes = () =>
  new RpcError(-32804, 'Received duplicate hashes for the `chainHead_unpin` method');

// Codes and messages of Substrate itself (`sc-rpc-api`, `state/error.rs`, and `sp-blockchain`).

export const unknownBlock = (hash: string) =>
  clientError(`UnknownBlock: Header was not found in the database: ${hash}`);

export const discardedState = (hash: string) =>
  clientError(`UnknownBlock: State already discarded for ${hash}`);

/** The same two, where the runtime is asked and not its storage. */
export const unknownBlockForCall = (hash: string) =>
  clientError(`Api called for an unknown Block: Header was not found in the database: ${hash}`);

export const discardedStateForCall = (hash: string) =>
  clientError(`Api called for an unknown Block: State already discarded for ${hash}`);

export const unknownRuntimeCall = (name: string) =>
  clientError(`Execution failed: Other: Exported method ${name} is not found`);

export const unsafeCall = () => new RpcError(4003, 'RPC call is unsafe to be called externally');

/** A block range of one unknown block; the odd quotes are Substrate's. */
export const unknownBlockRange = (hash: string) =>
  new RpcError(
    4001,
    `Cannot resolve a block range ['"${hash}"' ... '"Some(${hash})"]. ` +
      `UnknownBlock: Header was not found in the database: ${hash}`,
  );

export const tooManyKeys = (value: number, max: number) =>
  new RpcError(4002, `count exceeds maximum value. value: ${value}, max: ${max}`);

function clientError(why: string): RpcError {
  return new RpcError(4003, `Client error: ${why}`);
}
