import { cpSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const checkout = join(__dirname, "../..");

/** Used from the checkout itself; all else a scratch project has of its own. */
const shared = [
  "box",
  "cli",
  "components",
  "lab",
  "load",
  "policy",
  "provider",
  "stacks",
  "node_modules",
  "ocplab",
  "sdks",
  ".tools",
];
const copied = ["Pulumi.yaml", "Pulumi.lab.yaml", "lab.yaml", "index.ts", "package.json"];

/** Makes a project folder with the checkout's program and tools, but its own lab file and state. The caller removes it. */
export function scratchProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "ocplab-e2e-"));
  for (const name of shared) symlinkSync(join(checkout, name), join(folder, name));
  for (const name of copied) cpSync(join(checkout, name), join(folder, name));
  return folder;
}
