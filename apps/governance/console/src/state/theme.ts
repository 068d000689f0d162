import { readPreference, writePreference } from './preferences.js';
import { Store } from './store.js';

const THEMES = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

export const theme = new Store<Theme>(readPreference('theme', THEMES) ?? 'auto');

/** From one to the next, round and round. */
export function switchTheme(): void {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  theme.set(next);
  writePreference('theme', next);
  applyTheme();
}

/** The style sheet does the rest. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}
