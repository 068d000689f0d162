import type { Stats } from '../../api/admin.js';
import { formatNumber, formatShare } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { StatFact } from './stat-fact.js';

/** What this process did since its start. */
export function CacheStats({ stats }: { readonly stats: Stats }) {
  const { loads, loadFailures, staleServed, lastCleanup, bus, memoryEntries } = stats;
  return (
    <>
      <HitRatio stats={stats} />
      <dl class="facts">
        <StatFact label={t('cache.loads')} value={formatNumber(loads)}>
          {t('cache.loads.note', { failed: formatNumber(loadFailures) })}
        </StatFact>
        <StatFact label={t('cache.stale')} value={formatNumber(sum(Object.values(staleServed)))}>
          {reasonsText(staleServed)}
        </StatFact>
        {lastCleanup === null ? (
          <StatFact label={t('cache.cleanup')} value={t('cache.cleanup.never')} />
        ) : (
          <StatFact label={t('cache.cleanup')} value={formatMoment(lastCleanup.finishedAt)}>
            {t('cache.cleanup.note', { removed: formatNumber(lastCleanup.removed) })}
          </StatFact>
        )}
        <StatFact label={t('cache.bus')} value={t(`cache.bus.${bus}`)}>
          {t('cache.bus.note', { entries: formatNumber(memoryEntries) })}
        </StatFact>
      </dl>
    </>
  );
}

function reasonsText(staleServed: Stats['staleServed']): string {
  const reasons = Object.entries(staleServed).map(
    ([code, times]) => `${code} ${formatNumber(times)}`,
  );
  return reasons.length === 0 ? t('cache.stale.none') : reasons.join(', ');
}

/** Of what was asked, how much each tier had. */
function HitRatio({ stats: { hits, misses } }: { readonly stats: Stats }) {
  const asked = hits.memory + hits.postgres + misses;
  if (asked === 0) return <p class="soft">{t('cache.hits.none')}</p>;
  const parts = [
    { name: 'memory', times: hits.memory },
    { name: 'postgres', times: hits.postgres },
    { name: 'miss', times: misses },
  ] as const;
  return (
    <div class="hits">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {parts.map(({ name, times }, i) => {
          const before = sum(parts.slice(0, i).map((part) => part.times));
          const [x, width] = [(100 * before) / asked, (100 * times) / asked];
          return <rect key={name} class={name} x={x} width={width} height="4" />;
        })}
      </svg>
      <ul>
        {parts.map(({ name, times }) => (
          <li key={name} class={name} data-share={name}>
            {t(`cache.${name}`, { share: formatShare(times / asked) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
