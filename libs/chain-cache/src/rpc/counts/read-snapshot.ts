import type { BlockReference, SnapshotRecord, UnavailableCount } from '../chain-snapshot.js';
import type { ChainIdentity, RuntimeId } from '../client/node-facts.js';
import type { CountDecoder, CountDefinition } from './count-definition.js';
import type { CountPlan, ReadableCount } from './count-plan.js';
import { type StorageSource, walkStorage } from './storage-walk.js';
import { type Outcome, Tally } from './tally.js';

/** A block to read, and what is known of it. */
export interface BlockToRead {
  readonly identity: ChainIdentity;
  readonly runtime: RuntimeId;
  readonly block: BlockReference;
}

/** Reads every count of a plan at one finalized block, from one node. @throws RpcCallError */
export async function readSnapshot(
  node: StorageSource,
  { identity, runtime, block }: BlockToRead,
  plan: CountPlan,
  definitions: readonly CountDefinition[],
): Promise<SnapshotRecord> {
  const results = new Results();
  const tallies: Tally[] = [];
  for (const count of plan.counts) {
    if ('reason' in count) results.unavailable.push(count);
    else tallies.push(new Tally(count, plan.types, decoderOf(count, definitions)));
  }
  await walkStorage(node, tallies, block.hash);
  for (const tally of tallies) results.add(tally.count, tally.outcome(), block);
  const { specName, specVersion } = runtime;
  const { counts, amounts, unavailable } = results;
  const network = { ...identity, specName, specVersion };
  return { network, block, counts, amounts, unavailable, endpoint: node.endpoint };
}

/** A plan is JSON: the decoder of a count of a consumer's own is in its definition. */
function decoderOf(
  { name, place }: ReadableCount,
  definitions: readonly CountDefinition[],
): CountDecoder | undefined {
  const definition = definitions.find((candidate) => candidate.name === name);
  const alternative = definition?.alternatives.find(
    ({ pallet, item }) => `${pallet}.${item}` === place,
  );
  const read = alternative?.read;
  return typeof read === 'object' && 'decode' in read ? read.decode : undefined;
}

class Results {
  readonly counts: Record<string, number> = {};
  readonly amounts: Record<string, string> = {};
  readonly unavailable: UnavailableCount[] = [];

  add({ name, kind, place }: ReadableCount, outcome: Outcome, { number }: BlockReference): void {
    if ('unavailable' in outcome) {
      const reason = `${outcome.unavailable}, in block ${number}`;
      this.unavailable.push({ name, reason });
    } else if (kind === 'amount') {
      this.amounts[name] = outcome.value.toString();
    } else if (outcome.value <= Number.MAX_SAFE_INTEGER) {
      this.counts[name] = Number(outcome.value);
    } else {
      const reason = `${place}: ${outcome.value} in block ${number} is more than can be counted`;
      this.unavailable.push({ name, reason });
    }
  }
}
