import type { Clock } from '../../common/clock.js';
import type { RpcOptions } from '../rpc.options.js';
import { Endpoint } from './endpoint.js';
import type { EndpointStatus } from './endpoint-status.js';
import { addressesOf } from './endpoint-url.js';
import { FinalityWatch } from './finality-watch.js';
import { SurveyRound } from './survey-round.js';
import { type Survey, Surveyor } from './surveyor.js';

/** The last question to all endpoints, when it was asked, and what came of it in the end. */
interface Asked {
  readonly round: SurveyRound;
  readonly at: number;
  whole?: Promise<Survey>;
}

/** The endpoints, and which of them to read from. Everything of the network is below it. */
export class ChainClient {
  private readonly endpoints: readonly Endpoint[];
  private readonly surveyor: Surveyor;
  private readonly quorum: number;
  private last: Asked | undefined;

  constructor(
    options: RpcOptions,
    private readonly clock: Clock,
  ) {
    this.quorum = options.quorum;
    this.surveyor = new Surveyor(options, new FinalityWatch(clock));
    this.endpoints = addressesOf(options.endpoints).map(
      (address) => new Endpoint(address, options.callTimeoutMs, clock),
    );
  }

  /** What this process knows of each endpoint, in configured order. */
  statuses(): EndpointStatus[] {
    return this.endpoints.map(({ status }) => status);
  }

  /**
   * Asks every endpoint that is not left alone, and judges what they say. Who asks while others
   * wait for answers shares those. The slowest are waited for only where the others will not do.
   * @param genesisHash the chain that is meant; undefined: the one of the best endpoint
   * @param maxAgeMs answers of up to this age need not be asked for again
   */
  async survey(genesisHash: string | undefined, maxAgeMs = 0): Promise<Survey> {
    const asked = this.lastWithin(maxAgeMs) ?? this.ask(genesisHash);
    await asked.round.enough;
    const survey = this.judge(asked, genesisHash);
    const does = survey.candidates.length >= this.quorum && survey.caveat === null;
    return does ? survey : ((await survey.whole) ?? survey);
  }

  /** Ends all connections; what waits for them fails. */
  close(): void {
    for (const endpoint of this.endpoints) endpoint.close();
  }

  private lastWithin(maxAgeMs: number): Asked | undefined {
    if (this.last === undefined) return undefined;
    const { round, at } = this.last;
    return round.young || this.clock.monotonic() - at < maxAgeMs ? this.last : undefined;
  }

  private ask(genesisHash: string | undefined): Asked {
    const at = this.clock.monotonic();
    this.last = { round: new SurveyRound(this.endpoints, this.quorum, genesisHash), at };
    return this.last;
  }

  /** Those who come late are judged then, whether or not anybody waits for them. */
  private judge(asked: Asked, genesisHash: string | undefined): Survey {
    const { round } = asked;
    const survey = this.surveyor.judge(round.probes, genesisHash);
    if (round.complete) return survey;
    // Which chain is meant does not change with who answers late.
    const meant = genesisHash ?? survey.genesisHash;
    asked.whole ??= round.all.then(() => this.surveyor.judge(round.probes, meant));
    return { ...survey, whole: asked.whole };
  }
}
