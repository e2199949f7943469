import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { buildPlan } from "../../lab/plan.ts";
import { LabFileError, readLab } from "../../lab/read.ts";

const folder = "examples";
const refused = "two-subnets.yaml";

describe("the example labs", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

  for (const file of ["../lab.yaml", ...files]) {
    it(`names its schema for editors (${file})`, () => {
      const [, schema = ""] =
        /^# yaml-language-server: \$schema=(\S+)\n/.exec(
          readFileSync(join(folder, file), "utf8"),
        ) ?? [];
      const text = readFileSync(join(folder, file === "../lab.yaml" ? ".." : ".", schema), "utf8");
      assert.equal((JSON.parse(text) as { type: string }).type, "object");
    });
  }

  for (const file of files.filter((name) => name !== refused)) {
    it(`can be planned without a warning (${file})`, () => {
      const warnings: string[] = [];
      const plan = buildPlan(readLab(join(folder, file), (warning) => warnings.push(warning)));
      assert.ok(plan.clusters.length > 0);
      assert.deepEqual(warnings, []);
    });
  }

  it("show how a lab over two subnets is refused, and why", () => {
    assert.throws(
      () => readLab(join(folder, refused)),
      (error) => {
        assert.ok(error instanceof LabFileError);
        assert.deepEqual(error.message.split("\n"), [
          "examples/two-subnets.yaml:18:23: servers.server2.address: 198.51.100.11 is outside 192.0.2.0/24; " +
            "correct it, or the subnet (a lab is one flat layer-2 network, since its bridges, DHCP and VIPs " +
            "end at a router; describe what is behind one as a lab of its own, with its own jumphost)",
          "examples/two-subnets.yaml:23:60: clusters.sno2.firstAddress: 198.51.100.20 is outside 192.0.2.0/24; " +
            "the next free address is 192.0.2.2",
        ]);
        return true;
      },
    );
  });
});
