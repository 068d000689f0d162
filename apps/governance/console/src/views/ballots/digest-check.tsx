import { useState } from 'preact/hooks';
import type { Ballot } from '../../api/types.js';
import { t } from '../../i18n/texts.js';
import { Copyable } from '../../parts/copyable.js';
import { Tag } from '../../parts/tag.js';
import { canDigest, digestOf } from './digest.js';

/** The digest, and whether the electorate that came with it has that one. */
export function DigestCheck({ ballot }: { readonly ballot: Ballot }) {
  const { electorate, electorateDigest } = ballot;
  const [computed, setComputed] = useState<string>();
  const recompute = async () => setComputed(await digestOf(electorate));
  return (
    <section class="panel" aria-labelledby="digest">
      <h2 id="digest">{t('ballot.digest')}</h2>
      <p>
        <Copyable text={electorateDigest} what={t('ballot.digest')} />
      </p>
      {canDigest ? (
        <button type="button" onClick={() => void recompute()}>
          {t('ballot.verify')}
        </button>
      ) : (
        <p class="small soft">{t('ballot.verify.insecure')}</p>
      )}
      <div role="status" class="digest-result">
        {computed !== undefined && <Comparison computed={computed} given={electorateDigest} />}
      </div>
    </section>
  );
}

function Comparison({ computed, given }: { readonly computed: string; readonly given: string }) {
  if (computed === given) return <Tag tone="good">{t('ballot.verify.same')}</Tag>;
  return (
    <>
      <Tag tone="bad">{t('ballot.verify.other')}</Tag> <code>{computed}</code>
    </>
  );
}
