import type { ComponentChildren } from 'preact';

interface StatFactProps {
  readonly label: string;
  readonly value: string;
  readonly children?: ComponentChildren;
}

/** A figure with what it is above and what belongs to it below. */
export function StatFact({ label, value, children }: StatFactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span class="stat number">{value}</span>
        <br />
        <span class="small soft">{children}</span>
      </dd>
    </div>
  );
}
