import { DataSource, EntitySchema } from 'typeorm';
import { KEYS, valueOf } from '../harness/values.mjs';

const Source = new EntitySchema({
  name: 'QueryCacheSource',
  tableName: 'query_cache_source',
  columns: {
    cacheKey: { name: 'cache_key', type: 'text', primary: true },
    cacheValue: { name: 'cache_value', type: 'jsonb' },
  },
});

/** TypeORM's own cache of query results, in the table that it makes for it. */
export async function openTypeOrmQueryCache({ url, poolSize }) {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: [Source],
    cache: { type: 'database', duration: 3_600_000 },
  });
  await dataSource.initialize();
  await dataSource.synchronize();
  const source = dataSource.getRepository(Source);
  const rows = KEYS.map((cacheKey, i) => ({ cacheKey, cacheValue: valueOf(i) }));
  await source.save(rows);
  return {
    name: 'TypeORM query cache',
    role: 'peer',
    async get(cacheKey) {
      const found = await source.findOne({ where: { cacheKey }, cache: { id: cacheKey } });
      return found?.cacheValue;
    },
    close: () => dataSource.destroy(),
  };
}
