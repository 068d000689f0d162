import type { Clock } from '../../common/clock.js';
import type { RpcOptions } from '../rpc.options.js';
import { Endpoint } from './endpoint.js';
import type { EndpointStatus } from './endpoint-status.js';
import { addressesOf } from './endpoint-url.js';
import { SurveyRound } from './survey-round.js';
import type { Survey } from './survey.js';
import { Surveyor } from './surveyor.js';

/** The last question to all endpoints, when it was asked, and what came of it in the end. */
interface Asked {
  readonly round: SurveyRound;
  readonly at: number;
  /** How many could be read from. */
  readable: number;
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
    this.surveyor = new Surveyor(options, clock);
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
    const known = this.knownWithin(maxAgeMs, genesisHash);
    if (known !== undefined) return known;
    const asked = this.last?.round.young === true ? this.last : this.ask(genesisHash);
    await asked.round.enough;
    const survey = this.judge(asked, genesisHash);
    const does = survey.candidates.length >= this.quorum && survey.caveat === null;
    return does ? survey : ((await survey.whole) ?? survey);
  }

  /** Ends all connections; what waits for them fails. */
  close(): void {
    for (const endpoint of this.endpoints) endpoint.close();
  }

  /** What was said of late, if it still stands: a connection may have gone meanwhile. */
  private knownWithin(maxAgeMs: number, genesisHash: string | undefined): Survey | undefined {
    const { last } = this;
    if (last === undefined || last.round.young) return undefined;
    if (this.clock.monotonic() - last.at >= maxAgeMs) return undefined;
    const survey = this.judge(last, genesisHash);
    return survey.candidates.length < last.readable ? undefined : survey;
  }

  private ask(genesisHash: string | undefined): Asked {
    const at = this.clock.monotonic();
    const round = new SurveyRound(this.endpoints, this.quorum, genesisHash);
    this.last = { round, at, readable: 0 };
    return this.last;
  }

  /** Those who come late are judged then, whether or not anybody waits for them. */
  private judge(asked: Asked, genesisHash: string | undefined): Survey {
    const { round } = asked;
    const survey = this.surveyor.judge(round.probes, genesisHash);
    asked.readable = Math.max(asked.readable, survey.candidates.length);
    if (round.complete) return survey;
    // Which chain is meant does not change with who answers late, once enough have said so.
    const enough = survey.candidates.length >= this.quorum;
    const meant = genesisHash ?? (enough ? survey.genesisHash : undefined);
    asked.whole ??= round.all.then(() => this.surveyor.judge(round.probes, meant));
    return { ...survey, whole: asked.whole };
  }
}
