/** Connections a process, for every subject alike: the default of the backend. */
export const POOL_SIZE = 10;
