/** Shapes on a grid of 24, drawn by lines. */
const SHAPES = {
  brand: ['M4 6h16v4H4z', 'M4 14h16v4H4z'],
  'view.now': ['M4 18a8 8 0 1 1 16 0', 'M12 18l4-6'],
  'view.history': ['M4 4v16h16', 'M7 15l4-5 3 3 5-7'],
  'view.vote': ['M5 12l4 4 10-10', 'M4 20h16'],
  'view.ballots': ['M4 10h16v10H4z', 'M9 10V4h6v6', 'M8 15h8'],
  'view.system': ['M4 5h16v6H4z', 'M4 14h16v6H4z', 'M8 8h.01', 'M8 17h.01'],
  'theme.auto': ['M12 4a8 8 0 1 0 0 16z', 'M12 4a8 8 0 1 1 0 16'],
  'theme.light': ['M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8', 'M12 2v2M12 20v2M2 12h2M20 12h2'],
  'theme.dark': ['M20 14a8 8 0 1 1-10-10 7 7 0 0 0 10 10'],
  fresh: ['M5 12.5l4.5 4.5L19 7.5'],
  stale: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16', 'M12 8v4.5l3 2'],
  unavailable: ['M6 6l12 12', 'M18 6L6 18'],
  'cut-off': ['M3 12h5', 'M16 12h5', 'M10 7l4 10'],
  waiting: ['M6 12h.01', 'M12 12h.01', 'M18 12h.01'],
  warning: ['M12 4l9 16H3z', 'M12 10v4', 'M12 17h.01'],
  copy: ['M8 8h11v11H8z', 'M5 16V5h11'],
  live: ['M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4', 'M7 7a7 7 0 0 0 0 10', 'M17 7a7 7 0 0 1 0 10'],
} as const;

export type IconName = keyof typeof SHAPES;

/** Decoration: what it means stands beside it in words. */
export function Icon({ name }: { readonly name: IconName | (string & {}) }) {
  const shape = name in SHAPES ? SHAPES[name as IconName] : SHAPES.waiting;
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shape.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
