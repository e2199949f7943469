// Runs the Pulumi program: Pulumi's runner and SDK, index.ts and all that it imports, as one bundled file.
// Required before the runner, which the language host starts; the bundle runs in the runner's place.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { isAbsolute } = require("node:path");
const { runBundled } = require("./bundle.cjs");

const runner = require.resolve("@pulumi/pulumi/cmd/run/index.js");

const entry = `
  ocplab.program = () => require("./index.ts");
  require("${runner}");
  process.prependListener("uncaughtException", ocplab.showOwnFrames);
  process.prependListener("unhandledRejection", ocplab.showOwnFrames);
`;

/** What nothing here asks for, and would take most of the start: file name or import, and its content. */
const standIns = [
  // for turning functions into text
  [/^typescript$/, "module.exports = {};"],
  [/^@npmcli\/arborist$/, "module.exports = {};"],
  [/\/closure\/v8Hooks$/, "exports.isInitializedAsync = async () => {};"],
  // the SDK takes a stack trace for each promise; errors are mapped to their sources when they are shown
  [/^source-map-support\/register$/, ""],
];

const standInPlugin = {
  name: "stand-ins",
  setup({ onResolve, onLoad }) {
    for (const [filter, contents] of standIns) {
      const namespace = `stand-in ${filter.source}`;
      onResolve({ filter }, ({ path }) => ({ path, namespace }));
      onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    }
  },
};

/**
 * What the SDK says for --debug has whole answers of the engine in it, and so secrets such as a kubeconfig. It would
 * also be three calls for each resource, whether anybody wants to know or not, each after the end of the last.
 */
const discreet = {
  name: "discreet",
  setup({ onLoad }) {
    onLoad({ filter: /\/@pulumi\/pulumi\/log\/index\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}\nexports.debug = () => Promise.resolve();\n`,
    }));
  },
};

/** A stack trace for each promise, which only the hunt for lost promises shows, is a tenth of a program's work. */
const untraced = {
  name: "untraced",
  setup({ onLoad }) {
    onLoad({ filter: /\/@pulumi\/pulumi\/runtime\/debuggable\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        "value: new Error().stack",
        "value: exports.debugPromiseLeaks ? new Error().stack : undefined",
      ),
    }));
  },
};

/**
 * Maps an error's stack to the sources and drops the frames of libraries: Pulumi prints errors in colour,
 * and Node 20 takes half a minute and gigabytes to colour a frame of a package whose name begins with an @.
 */
function showOwnFrames(error) {
  if (!(error instanceof Error)) return;
  require("source-map-support").install();
  const lines = error.stack?.split("\n") ?? [];
  error.stack = lines.filter((line) => !/^ +at .*\/node_modules\//.test(line)).join("\n");
}

const ocplab = { program: undefined, showOwnFrames };

/** The runner requires the program by its path, which a bundler cannot follow. */
function requireInBundle(request) {
  return isAbsolute(request) ? ocplab.program() : require(request);
}

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (file !== runner) return load(module, file);
  Module._extensions[".js"] = load;
  void runBundled("program", entry, [standInPlugin, discreet, untraced], {
    ocplab,
    require: requireInBundle,
  });
};
