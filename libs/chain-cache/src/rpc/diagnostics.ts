import { channel } from 'node:diagnostics_channel';

/** A call to a node. */
export interface CallEvent {
  /** Masked. */
  readonly endpoint: string;
  readonly method: string;
  readonly outcome: 'answered' | 'failed';
  /** The code of the error. */
  readonly code: string | null;
  readonly durationMs: number;
}

/** What an endpoint gave was not taken: it failed, went backwards, made no sense, was outvoted. */
export interface RefusalEvent {
  /** Masked. */
  readonly endpoint: string;
  readonly code: string;
}

/** What happens between this process and its nodes, for whoever subscribes. */
const calls = channel('chain-cache:call');
const refusals = channel('chain-cache:refusal');

export function publishCall(event: CallEvent): void {
  if (calls.hasSubscribers) calls.publish(event);
}

export function publishRefusal(event: RefusalEvent): void {
  if (refusals.hasSubscribers) refusals.publish(event);
}
