// Writes to standard output what V8 makes of the program on standard input, once it is loaded.
import { text } from 'node:stream/consumers';
import { load, programScript } from './program-script.mjs';

const [, , path] = process.argv;
const script = programScript(path, await text(process.stdin));
load(script, path);
process.stdout.write(script.createCachedData(), () => process.exit());
