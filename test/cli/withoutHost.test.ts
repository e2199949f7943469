import assert from "node:assert/strict";

import { withoutHost } from "../../cli/withoutHost.ts";

const urn = (type: string, name: string): string => `urn:pulumi:ocp1::ocplab::${type}::${name}`;

const stack = { urn: urn("pulumi:pulumi:Stack", "ocplab-ocp1") };
const claims = ["jumphost", "server1", "server11"].map((host) => ({
  urn: urn("labhost:index:Claim", `claim-${host}`),
  id: `${host}:ocp1`,
}));
const [claim] = claims.slice(1);
const libvirt = ["server1", "server11"].map((host) => ({
  urn: urn("pulumi:providers:libvirt", host),
  id: "0a1b",
}));
const node = urn("ocplab:cluster:Node", "worker-0");
const machine = (name: string, host: string): { urn: string; id: string; provider: string } => ({
  urn: urn("ocplab:cluster:Node$libvirt:index/domain:Domain", name),
  id: "4e71f52d",
  provider: `${urn("pulumi:providers:libvirt", host)}::0a1b`,
});
const lost = machine("worker-0-domain", "server1");
const kept = machine("worker-1-domain", "server11");
const install = {
  urn: urn("ocplab:dci:Install$command:remote:Command", "install-start"),
  id: "c",
  dependencies: [lost.urn, kept.urn],
  propertyDependencies: { stdin: [lost.urn], create: null },
  outputs: { stdout: { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "v1:x" } },
};
const deployment = {
  version: 3,
  deployment: {
    manifest: { version: "v3.259.0" },
    resources: [stack, ...claims, ...libvirt, { urn: node }, lost, kept, install],
    pending_operations: [
      { resource: machine("worker-2-domain", "server1"), type: "creating" },
      { resource: machine("worker-3-domain", "server11"), type: "creating" },
    ],
  },
};

describe("a state without a host", () => {
  const { rest, forgotten } = withoutHost(deployment, "server1");

  it("lacks what labhost and libvirt have there, and no other host's", () => {
    assert.deepEqual(forgotten, [claim?.urn, libvirt[0]?.urn, lost.urn]);
    const left = rest.deployment.resources.map((one) => one.urn);
    const gone = new Set(forgotten);
    const all = deployment.deployment.resources.map((one) => one.urn);
    assert.deepEqual(
      left,
      all.filter((one) => !gone.has(one)),
    );
  });

  it("depends on nothing that is gone, and keeps all else of what stays, secrets as they are", () => {
    const own = rest.deployment.resources.at(-1);
    assert.deepEqual(own, {
      ...install,
      dependencies: [kept.urn],
      propertyDependencies: { stdin: [], create: null },
    });
    assert.deepEqual(rest.deployment.manifest, deployment.deployment.manifest);
  });

  it("has no interrupted step there any more", () => {
    const pending = rest.deployment.pending_operations.map(({ resource }) => resource.urn);
    assert.deepEqual(pending, [machine("worker-3-domain", "server11").urn]);
  });

  it("is as it was where it has nothing there", () => {
    assert.deepEqual(withoutHost(deployment, "server2"), { rest: deployment, forgotten: [] });
  });
});
