import type { ChainNode } from '../client/chain-node.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { CountPlan } from './count-plan.js';
import { MAX_METADATA_BYTES } from './metadata/decode-metadata.js';
import { MetadataError } from './metadata/metadata.error.js';

/** Metadata, how counts are read by it, and who has given it. */
interface MetadataOpinion {
  /** As nodes give it: 0x-prefixed. */
  readonly metadata: string;
  readonly plan: CountPlan;
  /** Masked. */
  readonly endpoints: readonly string[];
}

/** What nodes say is the metadata of one runtime: a single one could lead all counts astray. */
export class MetadataOpinions {
  private all: readonly MetadataOpinion[] = [];

  /** @param resolve throws MetadataError for what cannot be used */
  constructor(
    private readonly block: string,
    private readonly resolve: (metadata: string) => CountPlan,
  ) {}

  /** The endpoints whose metadata is not that of most, masked. */
  get otherwise(): readonly string[] {
    return this.all.slice(1).flatMap(({ endpoints }) => endpoints);
  }

  /** Asks one more; gives what most have given, of equals what was given first. @throws RpcCallError */
  async ask(node: ChainNode): Promise<MetadataOpinion> {
    const metadata = await node.metadata(this.block);
    if (metadata.length > 2 * MAX_METADATA_BYTES + '0x'.length) {
      throw new RpcCallError('ANSWER_TOO_LARGE', node.endpoint, 'its metadata is larger than any');
    }
    const same = this.all.find((opinion) => opinion.metadata === metadata);
    const plan = same?.plan ?? this.resolved(metadata, node.endpoint);
    const opinion = { metadata, plan, endpoints: [...(same?.endpoints ?? []), node.endpoint] };
    const others = this.all.map((other) => (other === same ? opinion : other));
    const all = same === undefined ? [...others, opinion] : others;
    this.all = all.toSorted((a, b) => b.endpoints.length - a.endpoints.length);
    return this.all[0] ?? opinion;
  }

  private resolved(metadata: string, endpoint: string): CountPlan {
    try {
      return this.resolve(metadata);
    } catch (cause) {
      if (!(cause instanceof MetadataError)) throw cause;
      const unsupported = cause.code === 'METADATA_UNSUPPORTED';
      const code = unsupported ? 'METADATA_UNSUPPORTED' : 'ANSWER_MALFORMED';
      throw new RpcCallError(code, endpoint, cause.message, { cause });
    }
  }
}
