import type { Ballot } from '../../api/types.js';
import { formatNumber, formatValue } from '../../format/numbers.js';
import { formatMoment } from '../../format/times.js';
import { t } from '../../i18n/texts.js';
import { Copyable } from '../../parts/copyable.js';
import { Tag } from '../../parts/tag.js';
import { countLabel, countsOf } from '../counts.js';

type Frozen = Ballot['electorate'];

/** Who could vote, as it was when the ballot opened, and where that was read. */
export function Electorate({ electorate }: { readonly electorate: Frozen }) {
  const { network, block, provenance } = electorate;
  return (
    <section class="panel" aria-labelledby="electorate">
      <h2 id="electorate">
        {t('ballot.electorate')}{' '}
        <small class="soft">{t('ballot.at', { block: formatNumber(block.number) })}</small>
      </h2>
      <Reservations electorate={electorate} />
      <dl class="facts sizes">
        {countsOf(electorate).map(({ name, value, unavailable }) => (
          <div key={name}>
            <dt>{countLabel(name)}</dt>
            <dd class="number">
              {value === undefined ? <code>{unavailable}</code> : formatValue(name, value)}
            </dd>
          </div>
        ))}
      </dl>
      <dl class="facts origin">
        <div>
          <dt>{t('source.hash')}</dt>
          <dd>
            <Copyable text={block.hash} what={t('source.hash')} />
          </dd>
        </div>
        <div>
          <dt>{t('source.chain')}</dt>
          <dd>
            {network.name}, {network.specName} {network.specVersion}
          </dd>
        </div>
        <div>
          <dt>{t('ballot.node')}</dt>
          <dd>{provenance.endpoint}</dd>
        </div>
        <div>
          <dt>{t('ballot.fetched')}</dt>
          <dd>{formatMoment(provenance.fetchedAt)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** What the one who opened it explicitly put up with; and that it is a game, where it is. */
function Reservations({ electorate: { reservations, network } }: { readonly electorate: Frozen }) {
  return (
    <p class="tags">
      {network.development && <Tag tone="warn">{t('development.title')}</Tag>}
      {reservations.map((reservation) => (
        <Tag key={reservation} tone="warn">
          {t('ballot.reservations')}: {t(`ballot.reservation.${reservation}`)}
        </Tag>
      ))}
    </p>
  );
}
