/**
 * Measures subjects in turn, each round in an order of its own, so that neither the moods of the
 * machine nor what a subject leaves behind falls on the same one each time.
 * @param measure (subject, round) -> figure
 * @returns each subject's figures, one a round
 */
export async function inRounds(subjects, rounds, measure) {
  const figures = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of shuffled(subjects)) {
      figures.get(subject).push(await measure(subject, round));
    }
  }
  return figures;
}

/** Every order is as likely as any other. */
function shuffled(list) {
  const order = [...list];
  for (let left = order.length; left > 1; left--) {
    const taken = Math.floor(Math.random() * left);
    [order[left - 1], order[taken]] = [order[taken], order[left - 1]];
  }
  return order;
}
