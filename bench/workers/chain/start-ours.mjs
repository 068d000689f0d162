import { main } from './ours-program.mjs';

await main();
