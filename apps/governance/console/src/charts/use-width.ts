import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const UNTIL_MEASURED = 320;

/** How wide an element is, in CSS pixels, and another rendering whenever that changes. */
export function useWidth<T extends HTMLElement>(): readonly [RefObject<T | null>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(UNTIL_MEASURED);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
