import { language, switchLanguage, t } from '../i18n/texts.js';
import { place } from '../state/place.js';
import { useStore } from '../state/store.js';
import { switchTheme, theme } from '../state/theme.js';
import { VIEWS } from '../views/views.js';
import { FreshnessBadge } from './freshness-badge.js';
import { Icon } from './icon.js';
import { LiveSign } from './live-sign.js';
import { ViewLink } from './view-link.js';

/** Who we are, where one can go, and how things stand. */
export function Header() {
  return (
    <header class="top">
      <ViewLink path="" class="brand">
        <Icon name="brand" />
        <span>chain-cache</span>
      </ViewLink>
      <Navigation />
      <div class="top-state">
        <FreshnessBadge />
        <LiveSign />
      </div>
      <div class="top-choices">
        <ThemeButton />
        <button type="button" class="quiet" lang={otherLanguage()} onClick={switchLanguage}>
          <span aria-hidden="true">{otherLanguage().toUpperCase()}</span>
          <span class="unseen">{t('language.label')}</span>
        </button>
      </div>
    </header>
  );
}

function Navigation() {
  const [current] = useStore(place).path.split('/');
  return (
    <nav class="views" aria-label={t('views')}>
      {VIEWS.map(({ path, title }) => (
        <ViewLink key={path} path={path} current={path === current}>
          <Icon name={title} />
          <span>{t(title)}</span>
        </ViewLink>
      ))}
    </nav>
  );
}

function otherLanguage(): string {
  return language.value === 'en' ? 'fr' : 'en';
}

function ThemeButton() {
  const now = useStore(theme);
  return (
    <button type="button" class="quiet" title={t(`theme.${now}`)} onClick={switchTheme}>
      <Icon name={`theme.${now}`} />
      <span class="unseen">{t(`theme.${now}`)}</span>
    </button>
  );
}
