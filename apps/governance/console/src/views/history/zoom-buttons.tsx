import type { CoursePlot } from '../../charts/course-plot.js';
import { t } from '../../i18n/texts.js';

/** For who has neither a pointer to drag nor the keys at hand. */
export function ZoomButtons({ plot }: { readonly plot: CoursePlot | undefined }) {
  return (
    <div class="zoom">
      <button type="button" aria-label={t('history.zoom.in')} onClick={() => plot?.zoomBy(0.5)}>
        +
      </button>
      <button type="button" aria-label={t('history.zoom.out')} onClick={() => plot?.zoomBy(2)}>
        −
      </button>
      <button type="button" onClick={() => plot?.zoomOut()}>
        {t('history.zoom.reset')}
      </button>
    </div>
  );
}
