import type { ComponentChildren } from 'preact';
import type { ChainStatus, Snapshot } from '../../api/types.js';
import { formatNumber } from '../../format/numbers.js';
import { t, type TextKey } from '../../i18n/texts.js';
import { Copyable } from '../../parts/copyable.js';

interface ProvenanceProps {
  readonly snapshot: Snapshot | null;
  readonly status: ChainStatus | null;
}

/** Of which block of which chain the counts are. */
export function Provenance({ snapshot, status }: ProvenanceProps) {
  const network = snapshot?.network ?? status?.network ?? null;
  const lag = status?.finalityLagBlocks ?? null;
  if (network === null) return null;
  return (
    <section class="panel" aria-labelledby="source">
      <h2 id="source">{t('now.source')}</h2>
      <dl class="facts">
        {snapshot !== null && <BlockFacts snapshot={snapshot} />}
        <Fact name="source.chain">{network.name}</Fact>
        <Fact name="source.genesis">
          <Copyable text={network.genesisHash} what={t('source.genesis')} />
        </Fact>
        <Fact name="source.runtime">
          {network.specName} <span class="number">{network.specVersion}</span>
        </Fact>
        <Fact name="source.lag">
          <span class="number">{lag === null ? '—' : formatNumber(lag)}</span>
        </Fact>
      </dl>
    </section>
  );
}

function BlockFacts({ snapshot: { block, freshness } }: { readonly snapshot: Snapshot }) {
  return (
    <>
      <Fact name="source.block">
        <span class="number" data-block={block.number}>
          {formatNumber(block.number)}
        </span>
      </Fact>
      <Fact name="source.hash">
        <Copyable text={block.hash} what={t('source.hash')} />
      </Fact>
      <Fact name="source.tier">{t(`tier.${freshness.tier}`)}</Fact>
    </>
  );
}

function Fact(props: { readonly name: TextKey; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{t(props.name)}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
