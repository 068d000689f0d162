import { DataSource, EntitySchema, LessThan } from 'typeorm';

const TTL_SECONDS = 3600;

const NaiveEntry = new EntitySchema({
  name: 'NaiveEntry',
  tableName: 'naive_cache',
  columns: {
    cacheKey: { name: 'cache_key', type: 'text', primary: true },
    cacheValue: { name: 'cache_value', type: 'jsonb' },
    fetchedAt: { name: 'fetched_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
  },
});

export async function createNaiveTable(url) {
  const dataSource = new DataSource({ type: 'postgres', url, entities: [NaiveEntry] });
  await dataSource.initialize();
  await dataSource.synchronize();
  await dataSource.destroy();
}

/** The ancestor's five operations, word for word: findOne then save, the application's clock. */
export async function openNaivePort({ url, poolSize }) {
  const dataSource = new DataSource({ type: 'postgres', url, entities: [NaiveEntry], poolSize });
  await dataSource.initialize();
  const entries = dataSource.getRepository(NaiveEntry);

  async function get(cacheKey) {
    const entry = await entries.findOne({ where: { cacheKey } });
    return entry !== null && entry.expiresAt > new Date() ? entry.cacheValue : undefined;
  }

  async function set(cacheKey, cacheValue, ttlSeconds = TTL_SECONDS) {
    const fetchedAt = new Date();
    const expiresAt = new Date(fetchedAt.getTime() + ttlSeconds * 1000);
    const entry = await entries.findOne({ where: { cacheKey } });
    if (entry === null) {
      await entries.save(entries.create({ cacheKey, cacheValue, fetchedAt, expiresAt }));
    } else {
      await entries.save(Object.assign(entry, { cacheValue, fetchedAt, expiresAt }));
    }
  }

  return {
    name: 'naive port',
    role: 'peer',
    dataSource,
    entries,
    get,
    set,
    async getOrLoad(key, loader) {
      const kept = await get(key);
      if (kept !== undefined) return kept;
      const value = await loader();
      await set(key, value);
      return value;
    },
    async invalidate(cacheKey) {
      await entries.delete({ cacheKey });
    },
    async cleanupExpired() {
      const { affected } = await entries.delete({ expiresAt: LessThan(new Date()) });
      return affected;
    },
    close: () => dataSource.destroy(),
  };
}
