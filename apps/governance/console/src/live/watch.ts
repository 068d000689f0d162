import { ChainWatch } from './chain-watch.js';

/** The one of this page. */
export const watch = new ChainWatch();
