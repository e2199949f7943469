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
