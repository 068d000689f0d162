import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../state/store.js';
import { theme } from '../state/theme.js';

/** Another value whenever the colours of the page are others. */
export function useColours(): string {
  const chosen = useStore(theme);
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(query.matches);
    follow();
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return `${chosen} ${dark}`;
}
