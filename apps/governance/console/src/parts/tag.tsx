import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

const SHAPES: Readonly<Record<Tone, IconName>> = {
  good: 'fresh',
  warn: 'stale',
  bad: 'unavailable',
  plain: 'waiting',
};

/** A state in a word; its colour has a shape beside it. */
export function Tag({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: ComponentChildren;
}) {
  return (
    <span class={`tag ${tone}`}>
      <Icon name={SHAPES[tone]} />
      {children}
    </span>
  );
}
