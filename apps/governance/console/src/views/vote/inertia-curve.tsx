import { inertialThreshold } from '../../../../src/thresholds/formulas.js';
import type { Tally } from '../../../../src/thresholds/verdict.js';
import type { VoteMode } from '../../../../src/thresholds/vote-mode.js';
import { useWidth } from '../../charts/use-width.js';
import { formatNumber, formatShare } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import { curvePath, type Plane, planeOf } from './curve-plane.js';

interface InertiaCurveProps {
  readonly mode: VoteMode;
  /** Members: above 0. */
  readonly size: number;
  readonly tally: Tally;
  /** Whether members adopt it; undefined: it can't be said. */
  readonly adopted: boolean | undefined;
}

/** Which share of the votes must be for it, by how many vote; and where the vote is. */
export function InertiaCurve({ mode, size, tally, adopted }: InertiaCurveProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const votes = Math.min(tally.votesFor + tally.votesAgainst, size);
  const share = votes === 0 ? undefined : tally.votesFor / votes;
  const plane = planeOf(width, size, Math.min(mode.majorityPercent / 100, share ?? 1));
  const required = inertialThreshold(mode, size, votes);
  const label = t('vote.curve.label', {
    votes: formatNumber(votes),
    share: formatShare(votes === 0 ? 1 : required / votes),
    required: formatNumber(required),
    full: formatShare(inertialThreshold(mode, size, size) / size),
    size: formatNumber(size),
  });
  return (
    <section class="panel" aria-labelledby="curve">
      <h2 id="curve">{t('vote.curve')}</h2>
      <div class="curve" ref={box}>
        <svg width={width} height={plane.height} role="img" aria-label={label}>
          <Curve plane={plane} mode={mode} size={size} />
          {share !== undefined && share <= 1 && (
            <Point plane={plane} votes={votes} share={share} adopted={adopted} />
          )}
        </svg>
      </div>
      <p class="small soft" aria-hidden="true">
        {label}
      </p>
    </section>
  );
}

interface CurveProps {
  readonly plane: Plane;
  readonly mode: VoteMode;
  readonly size: number;
}

function Curve({ plane, mode, size }: CurveProps) {
  const { left, right, top, bottom } = plane;
  const path = curvePath(plane, mode, size);
  return (
    <>
      <path class="curve-adopted" d={`${path}V${top}H${left}Z`} />
      {plane.shares.map((share) => (
        <g key={share} class="curve-grid">
          <line x1={left} x2={right} y1={plane.y(share)} y2={plane.y(share)} />
          <text x={left - 8} y={plane.y(share) + 4} text-anchor="end">
            {formatShare(share)}
          </text>
        </g>
      ))}
      {plane.turnouts.map((votes) => (
        <text
          key={votes}
          class="curve-tick"
          x={plane.x(votes)}
          y={bottom + 18}
          text-anchor={votes === size ? 'end' : 'middle'}
        >
          {formatNumber(votes)}
        </text>
      ))}
      <path class="curve-line" d={path} />
      <text class="curve-word good" x={right - 10} y={top + 20} text-anchor="end">
        {t('vote.curve.adopted')}
      </text>
      <text class="curve-word" x={left + 10} y={bottom - 10}>
        {t('vote.curve.rejected')}
      </text>
      <text class="curve-tick" x={right} y={bottom + 38} text-anchor="end">
        {t('vote.curve.x', { size: formatNumber(size) })}
      </text>
    </>
  );
}

interface PointProps {
  readonly plane: Plane;
  readonly votes: number;
  readonly share: number;
  readonly adopted: boolean | undefined;
}

function Point({ plane, votes, share, adopted }: PointProps) {
  const [x, y] = [plane.x(votes), plane.y(share)];
  return (
    <g class={`curve-point ${adopted === true ? 'good' : 'bad'}`}>
      <line x1={x} x2={x} y1={plane.top} y2={plane.bottom} />
      <circle cx={x} cy={y} r={7} />
    </g>
  );
}
