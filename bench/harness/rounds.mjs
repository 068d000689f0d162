/**
 * Measures subjects in turn, round by round, each round beginning with another one, so that the
 * moods of the machine fall on all alike.
 * @param measure (subject, round) -> figure
 * @returns each subject's figures, one a round
 */
export async function inRounds(subjects, rounds, measure) {
  const figures = new Map(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of startingAt(round, subjects)) {
      figures.get(subject).push(await measure(subject, round));
    }
  }
  return figures;
}

function startingAt(index, list) {
  const first = index % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
