/** What runs when no name is given. */
export const ALL = [
  'memory',
  'read',
  'write',
  'stampede',
  'cleanup',
  'bus',
  'ancestor',
  'chain',
  'http',
];

/** The soak takes ten minutes: only when asked for. */
export const NAMES = [...ALL, 'soak'];
