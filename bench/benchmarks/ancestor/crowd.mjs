import { compare } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { valueOf } from '../../harness/values.mjs';

const WRITERS = 1000;

/** A thousand writers of one new key at once: how long, and how many of them fail. */
export async function crowdOnOneKey(subjects, quick) {
  const outcomes = await inRounds(subjects, quick ? 2 : 7, async (subject, round) => {
    const startedAt = performance.now();
    const writers = Array.from({ length: WRITERS }, (_, i) =>
      subject.set(`crowd:${round}`, valueOf(i)),
    );
    const results = await Promise.allSettled(writers);
    const ms = performance.now() - startedAt;
    return { errors: results.filter(({ status }) => status === 'rejected').length, ms };
  });
  return [tableOf(outcomes, 'errors', 'errors'), tableOf(outcomes, 'ms', 'ms')];
}

function tableOf(outcomes, measure, unit) {
  const what = `1,000 set of one new key at once: ${measure === 'ms' ? 'all done' : 'errors'}`;
  const figures = [...outcomes].map(([subject, rounds]) => [
    subject,
    rounds.map((round) => round[measure]),
  ]);
  const label = ({ name }) => `${name}: ${what}`;
  return { title: what, rows: compare(new Map(figures), { unit, better: 'less', label }) };
}
