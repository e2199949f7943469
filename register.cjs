// Lets Node load this project's TypeScript as it is. What is in node_modules is JavaScript already: Node's
// own handlers take it, which saves a good third of the program's start.
const Module = require("node:module");
const { sep } = require("node:path");

const own = { ...Module._extensions };
require("tsx/cjs");
for (const extension of [".js", ".cjs"]) {
  const compiling = Module._extensions[extension] ?? Module._extensions[".js"];
  const plain = own[extension] ?? own[".js"];
  Module._extensions[extension] = (module, file) =>
    (file.includes(`${sep}node_modules${sep}`) ? plain : compiling)(module, file);
}

// The Pulumi SDK loads TypeScript and npm's Arborist for turning functions into text, which nothing here
// asks for. They load when they are first used, which is never: that halves the SDK's own start.
const load = Module._load;
Module._load = (request, parent, ...rest) =>
  unused.has(request) && parent?.filename.includes(`${sep}@pulumi${sep}pulumi${sep}`)
    ? lazy(() => load(request, parent, ...rest))
    : load(request, parent, ...rest);

const unused = new Set(["typescript", "@npmcli/arborist"]);

/** Stands in for a module; says that it is one, so that no importer copies its parts at once. */
function lazy(module) {
  return new Proxy({}, { get: (_, key) => key === "__esModule" || module()[key] });
}
