// Pulumi's runner of policy packs requires the pack's folder.
const { runBundled } = require("../load/bundle.cjs");

void runBundled("policy", `require("./policy/pack.ts");`);
