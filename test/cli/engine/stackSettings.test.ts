import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { shareSalt } from "../../../cli/engine/stackSettings.ts";

const foundation = "encryptionsalt: v1:abc=:v1:def:ghi==\nconfig:\n  ocplab:bmcUser: admin\n";

describe("the settings of a stack that is made", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "ocplab-settings-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const settings = (stack: string): string => join(folder, `Pulumi.${stack}.yaml`);

  it("have the foundation's salt and nothing else of it", () => {
    writeFileSync(settings("lab"), foundation);
    shareSalt("ocp1", folder);
    assert.equal(readFileSync(settings("ocp1"), "utf8"), "encryptionsalt: v1:abc=:v1:def:ghi==\n");
  });

  it("stay as they are where there are some", () => {
    writeFileSync(settings("lab"), foundation);
    writeFileSync(settings("ocp1"), "config: {}\n");
    shareSalt("ocp1", folder);
    assert.equal(readFileSync(settings("ocp1"), "utf8"), "config: {}\n");
  });

  it("are left to Pulumi where the foundation's are not of a passphrase, or are not there", () => {
    shareSalt("ocp1", folder);
    writeFileSync(settings("lab"), "secretsprovider: awskms://alias/lab\n");
    shareSalt("ocp1", folder);
    assert.equal(existsSync(settings("ocp1")), false);
  });
});
