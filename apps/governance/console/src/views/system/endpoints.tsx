import type { Endpoint } from '../../api/types.js';
import { formatNumber } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { watch } from '../../live/watch.js';
import { Loading } from '../../parts/notice.js';
import { Tag, type Tone } from '../../parts/tag.js';
import { useStore } from '../../state/store.js';

const TONES: Readonly<Record<Endpoint['state'], Tone>> = {
  idle: 'plain',
  connecting: 'plain',
  healthy: 'good',
  lagging: 'warn',
  syncing: 'warn',
  'wrong-chain': 'bad',
  failing: 'bad',
  quarantined: 'bad',
};

/** How each endpoint of the chain is. */
export function Endpoints() {
  const { status } = useStore(watch.chain);
  return (
    <section class="panel" aria-labelledby="endpoints">
      <h2 id="endpoints">{t('endpoints.title')}</h2>
      {status === null ? (
        <Loading />
      ) : (
        <table class="stacking">
          <thead>
            <tr>
              <th scope="col">{t('endpoints.endpoint')}</th>
              <th scope="col">{t('endpoints.state')}</th>
              <th scope="col">{t('endpoints.latency')}</th>
              <th scope="col">{t('endpoints.height')}</th>
              <th scope="col">{t('endpoints.since')}</th>
            </tr>
          </thead>
          <tbody>
            {status.endpoints.map((endpoint) => (
              <EndpointRow key={endpoint.endpoint} endpoint={endpoint} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function EndpointRow({ endpoint: row }: { readonly endpoint: Endpoint }) {
  return (
    <tr data-endpoint={row.state}>
      <td data-head={t('endpoints.endpoint')}>
        <code>{row.endpoint}</code>
      </td>
      <td data-head={t('endpoints.state')}>
        <Tag tone={TONES[row.state]}>{t(`endpoint.${row.state}`)}</Tag>
        {row.code !== null && <code title={row.reason ?? ''}> {row.code}</code>}
      </td>
      <td class="number" data-head={t('endpoints.latency')}>
        {row.latencyMs === null ? '—' : `${formatNumber(Math.round(row.latencyMs))} ms`}
      </td>
      <td class="number" data-head={t('endpoints.height')}>
        {row.finalizedHeight === null ? '—' : formatNumber(row.finalizedHeight)}
      </td>
      <td class="number" data-head={t('endpoints.since')}>
        {formatMoment(row.since)}
      </td>
    </tr>
  );
}
