import type { ComponentChildren } from 'preact';
import { addressOf, go } from '../state/place.js';

interface ViewLinkProps {
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to a view: without a new page, unless another tab or window is asked for. */
export function ViewLink({ path, query, class: className, current, children }: ViewLinkProps) {
  const address = addressOf(path, query);
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(address);
  };
  return (
    <a
      href={address}
      onClick={follow}
      {...(className === undefined ? {} : { class: className })}
      {...(current === true ? { 'aria-current': 'page' } : {})}
    >
      {children}
    </a>
  );
}
