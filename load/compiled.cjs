// Runs a file of JavaScript with the code that V8 compiled of it the last time, which is kept beside it: in a
// bundled file with its libraries, compiling takes most of the start. Stands alone: setup copies it beside
// the command plugin.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

/**
 * Runs a file as Node would run a module. V8 tells texts apart by their length only: whoever changes a
 * file's content gives it another name.
 * @param {string} file
 * @param {object} [scope] what the file finds as variables of its own
 * @returns {unknown} what it exports
 */
function runCompiled(file, scope = {}) {
  const module = { exports: {} };
  const variables = {
    exports: module.exports,
    module,
    require: createRequire(file),
    __filename: file,
    __dirname: dirname(file),
    ...scope,
  };
  const names = Object.keys(variables).join(",");
  const script = new Script(`(function (${names}) {${fs.readFileSync(file, "utf8")}\n})`, {
    filename: file,
    cachedData: contentOf(`${file}.v8`),
  });
  if (script.cachedDataRejected !== false) keepCompiled(script, `${file}.v8`);
  script.runInThisContext()(...Object.values(variables));
  return module.exports;
}

/** Keeps what V8 has compiled by the end of this run, the functions included that it ran. */
function keepCompiled(script, file) {
  process.once("exit", () => put(file, script.createCachedData()));
}

function contentOf(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined; // the run that made the file was ended
  }
}

/** Writes a file whole or not at all. */
function put(file, content) {
  const scratch = `${file}.${process.pid}`;
  fs.writeFileSync(scratch, content);
  fs.renameSync(scratch, file);
}

module.exports = { runCompiled, put };
