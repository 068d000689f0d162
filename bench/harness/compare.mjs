/**
 * The rows of one comparison. Ratios are taken within each round, of figures taken moments apart,
 * and the median of them is shown: the machine's load drifts, and cancels out so.
 * @param figures subject -> one figure a round. A subject has a `name` and a `role`: `ours`,
 * `peer`, `limit` (one at most) or `reference`.
 * @param better `more` or `less`
 */
export function compare(figures, { unit, better, label = (subject) => subject.name }) {
  const subjects = [...figures.keys()];
  const limit = subjects.find(({ role }) => role === 'limit');
  const best = bestPeer(figures, better);
  return subjects.map((subject) => ({
    subject: label(subject),
    median: rounded(median(figures.get(subject))),
    unit,
    ratioToLimit: ratio(figures, subject, limit),
    ratioToBestPeer: ratio(figures, subject, best),
  }));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which a share of them lies. */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function bestPeer(figures, better) {
  const peers = [...figures.keys()].filter(({ role }) => role === 'peer');
  const byMedian = peers.toSorted((a, b) => median(figures.get(a)) - median(figures.get(b)));
  return better === 'more' ? byMedian.at(-1) : byMedian[0];
}

function ratio(figures, subject, other) {
  if (other === undefined) return null;
  const others = figures.get(other);
  const ratios = figures.get(subject).map((figure, round) => figure / others[round]);
  const middle = median(ratios);
  return Number.isFinite(middle) ? rounded(middle) : null;
}

/** To four digits: there is not more in them. */
function rounded(figure) {
  return Number(figure.toPrecision(4));
}
