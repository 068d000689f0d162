import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/**
 * A CommonJS module as V8 is given it, when it is built and when it is run: it must be the same.
 * @param compiled what V8 made of it before; what is of another V8 is not used
 */
export function programScript(path, text, compiled) {
  const body = `(function (exports, require, module, __filename, __dirname) { ${text}\n})`;
  return new Script(body, { filename: path, cachedData: compiled });
}

/** Gives what the module exports. */
export function load(script, path) {
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, createRequire(path), module, path, dirname(path));
  return module.exports;
}
