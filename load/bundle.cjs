// Loads TypeScript out of one bundled file, with the code that V8 compiled for it the last time: that
// takes a tenth of the time that the sources and their libraries take one by one. The bundle is made anew
// whenever one of its sources has changed.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { put, runCompiled } = require("./compiled.cjs");

const root = resolve(__dirname, "..");
const folder = join(root, "node_modules/.cache/ocplab");

/**
 * Runs an entry, JavaScript text whose requires are relative to the project's root, as one bundled file.
 * @param {string} name names the bundle's files
 * @param {string} entry
 * @param {import("esbuild").Plugin[]} [plugins]
 * @param {object} [scope] what the bundle finds as variables of its own
 * @returns {Promise<unknown>} what the entry exports
 */
async function runBundled(name, entry, plugins = [], scope = {}) {
  const file = readyBundle(name) ?? (await build(name, entry, plugins));
  return runCompiled(file, scope);
}

/** The bundle of these very sources; undefined where there is none yet, or a source has changed. */
function readyBundle(name) {
  try {
    const made = JSON.parse(fs.readFileSync(join(folder, `${name}.json`), "utf8"));
    const same = made.sources.every(
      ([source, time]) => fs.statSync(join(root, source)).mtimeMs === time,
    );
    // a copy of the checkout has the other one's folders in its bundles
    return same && made.root === root && fs.statSync(made.file).isFile() ? made.file : undefined;
  } catch {
    return undefined; // or a source is gone
  }
}

async function build(name, entry, plugins) {
  const { metafile, outputFiles } = await withoutSecrets(() =>
    require("esbuild").build({
      absWorkingDir: root,
      stdin: { contents: entry, resolveDir: root },
      bundle: true,
      platform: "node",
      target: "node20",
      write: false,
      outfile: join(folder, `${name}.cjs`),
      sourcemap: "external",
      sourcesContent: false,
      metafile: true,
      logLevel: "silent",
      plugins: [ownFolders, ...plugins],
    }),
  );
  const [map, code] = ["map", "cjs"].map((end) =>
    outputFiles.find(({ path }) => path.endsWith(end)),
  );
  // V8 tells texts apart by their length only: the name does it by the content
  const base = `${name}-${createHash("sha256").update(code.text).digest("hex").slice(0, 16)}.cjs`;
  const file = join(folder, base);
  fs.mkdirSync(folder, { recursive: true });
  removeOthers(name, base);
  put(`${file}.map`, map.text);
  put(file, `${code.text}\n//# sourceMappingURL=${base}.map\n`);
  put(join(folder, `${name}.json`), JSON.stringify({ root, file, sources: sourcesOf(metafile) }));
  return file;
}

/** Starts a work whose processes do not take over the configuration of a stack, which has secrets. */
function withoutSecrets(start) {
  const { PULUMI_CONFIG: config } = process.env;
  delete process.env.PULUMI_CONFIG;
  try {
    return start();
  } finally {
    if (config !== undefined) process.env.PULUMI_CONFIG = config;
  }
}

function sourcesOf({ inputs }) {
  // libraries change together with the lock file only; what is not a file has a namespace or no name
  const own = Object.keys(inputs).filter((input) => !/^node_modules\/|:|^</.test(input));
  const files = [...own, "package-lock.json", "load/bundle.cjs", "load/program.cjs"];
  return files.map((source) => [source, fs.statSync(join(root, source)).mtimeMs]);
}

function removeOthers(name, base) {
  const old = new RegExp(`^${name}-[0-9a-f]{16}\\.cjs`);
  for (const one of fs.readdirSync(folder)) {
    if (old.test(one) && !one.startsWith(base)) fs.rmSync(join(folder, one), { force: true });
  }
}

/** Lets a source's __dirname stay the folder of the source. */
const ownFolders = {
  name: "own folders",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: fs
        .readFileSync(path, "utf8")
        .replaceAll("__dirname", JSON.stringify(dirname(path))),
      loader: "ts",
    }));
  },
};

module.exports = { runBundled };
