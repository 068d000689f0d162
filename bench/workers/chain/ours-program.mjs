import { openCounts } from '../../subjects/counts.mjs';

export async function main() {
  const { counts } = await openCounts(JSON.parse(process.env.BENCH_OPTIONS));
  const { block, counts: read } = await counts.snapshot();
  process.send({ height: block.number, values: [read.wotSize, read.techCommSize, read.smithSize] });
}
