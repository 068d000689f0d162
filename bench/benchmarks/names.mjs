/** What runs when no name is given. */
export const ALL = 'memory read write stampede cleanup bus ancestor chain follow http'.split(' ');

/** They take ten minutes: only when asked for. */
export const SOAKS = ['soak', 'chain-soak'];

export const NAMES = [...ALL, ...SOAKS];
