import { useEffect } from 'preact/hooks';
import { language, t } from './i18n/texts.js';
import { DevelopmentBanner } from './parts/development-banner.js';
import { Header } from './parts/header.js';
import { LiveNote } from './parts/live-sign.js';
import { StandingNews } from './parts/standing-news.js';
import { place } from './state/place.js';
import { useStore } from './state/store.js';
import { viewOf } from './views/views.js';

/** The page around whatever view is asked for. */
export function App() {
  const lang = useStore(language);
  const { path } = useStore(place);
  const { title, View } = viewOf(path);
  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = `${title === undefined ? '' : `${t(title)} · `}${t('title')}`;
  }, [lang, title]);
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <DevelopmentBanner />
        <LiveNote />
        <View key={path} />
      </main>
      <StandingNews />
    </>
  );
}
