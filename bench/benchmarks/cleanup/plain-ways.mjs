export async function oneDelete(pool) {
  const startedAt = performance.now();
  const { rowCount } = await pool.query(
    'delete from blockchain_cache where servable_until <= now()',
  );
  return { removed: rowCount, longestMs: performance.now() - startedAt };
}

const BATCH = `
  delete from blockchain_cache where ctid in (
    select ctid from blockchain_cache where servable_until <= now()
    for update skip locked limit 10000)`;

export async function bySkippingLocked(pool) {
  let removed = 0;
  let longestMs = 0;
  for (;;) {
    const startedAt = performance.now();
    const { rowCount } = await pool.query(BATCH);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    removed += rowCount;
    if (rowCount === 0) return { removed, longestMs };
  }
}
