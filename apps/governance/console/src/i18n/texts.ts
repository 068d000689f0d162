import { Store } from '../state/store.js';
import { readPreference, writePreference } from '../state/preferences.js';
import { en } from './en.js';
import { fr } from './fr.js';

const TEXTS = { en, fr } as const;

export type Language = keyof typeof TEXTS;
export type TextKey = keyof typeof en;
type Parts = Readonly<Record<string, string | number>>;

/** The language of the texts: what was chosen, else what the browser asks for. */
export const language = new Store<Language>(
  readPreference('language', ['en', 'fr']) ?? preferred(navigator.languages),
);

function preferred(languages: readonly string[]): Language {
  const known = languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in TEXTS);
  return known === 'fr' ? 'fr' : 'en';
}

export function switchLanguage(): void {
  language.update((now) => (now === 'en' ? 'fr' : 'en'));
  writePreference('language', language.value);
}

/** A text in the language of the page. */
export function t(key: TextKey, parts: Parts = {}): string {
  return TEXTS[language.value][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(parts[name] ?? whole),
  );
}

/** The text of a code that the server gave, or another one where none is foreseen. */
export function tCode(prefix: string, code: string, otherwise: string): string {
  const key = `${prefix}.${code}`;
  return isKey(key) ? t(key) : otherwise;
}

function isKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}
