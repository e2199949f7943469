import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { foundationStack } from "../../stacks/lab.ts";
import { changedLab, inServer2, natLab, sampleLab } from "../lab/sampleLab.ts";
import { registered, type Registered } from "./registered.ts";

function foundation(text: string): Promise<Map<string, Registered>> {
  const plan = buildPlan(parseLab(text));
  return registered("lab", () => Promise.resolve(foundationStack(plan)));
}

/** Names of the resources on a host, sorted. */
function namesOn(resources: Map<string, Registered>, host: string): string[] {
  const on = [...resources.values()].filter(({ inputs }) => inputs.host === host);
  return on.map(({ name }) => name).sort();
}

describe("the foundation stack", () => {
  beforeEach(() => {
    pulumi.runtime.setAllConfig({ "ocplab:bmcPassword": "of-the-bmcs" }, ["ocplab:bmcPassword"]);
  });
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("gives the jumphost dnsmasq in a unit of its own, the resolver and the install helper", async () => {
    assert.deepEqual(namesOn(await foundation(sampleLab), "jumphost"), [
      "jumphost-bmc-server1-password",
      "jumphost-bmc-server1-user",
      "jumphost-bmc-server2-password",
      "jumphost-bmc-server2-user",
      "jumphost-dci-installs",
      "jumphost-dci-ssh-key",
      "jumphost-dnsmasq-conf",
      "jumphost-dnsmasq-conf.d",
      "jumphost-dnsmasq-dhcp.d",
      "jumphost-dnsmasq-hosts.d",
      "jumphost-dnsmasq-lab-hosts",
      "jumphost-dnsmasq-packages",
      "jumphost-dnsmasq-resolver",
      "jumphost-dnsmasq-service",
      "jumphost-dnsmasq-state",
      "jumphost-dnsmasq-unit",
      "jumphost-gate",
      "jumphost-install-cron.py",
      "jumphost-install-failure.py",
      "jumphost-install-helper",
      "jumphost-install-install.py",
      "jumphost-install-overwriting.py",
      "jumphost-install-places.py",
      "jumphost-install-pools.py",
      "jumphost-install-progress.py",
      "jumphost-install-remains.py",
      "jumphost-install-run.py",
      "jumphost-install-slots.py",
      "jumphost-install-unit.py",
      "jumphost-install-words.py",
      "jumphost-ntp-conf",
      "jumphost-ntp-packages",
      "jumphost-ntp-service",
      "jumphost-ntp-unit",
    ]);
  });

  it("makes the jumphost a router where the lab has none, and lets nothing through before the rules", async () => {
    const resources = await foundation(natLab);
    const names = namesOn(resources, "jumphost").filter((name) => name.includes("-nat-"));
    assert.deepEqual(names, [
      "jumphost-nat-forward",
      "jumphost-nat-packages",
      "jumphost-nat-policy",
      "jumphost-nat-rules",
      "jumphost-nat-service",
      "jumphost-nat-sysctl",
      "jumphost-nat-table",
      "jumphost-nat-unit",
    ]);
    const conf = resources.get("jumphost-dnsmasq-conf")?.inputs.content;
    assert.match(String(conf), /^dhcp-option=option:router,192\.0\.2\.1$/m);
    const { file, rules } = resources.get("jumphost-nat-table")?.inputs ?? {};
    const { path, content } = resources.get("jumphost-nat-rules")?.inputs ?? {};
    assert.deepEqual([file, rules], [path, content]);
    const unit = String(resources.get("jumphost-nat-unit")?.inputs.content);
    assert.match(unit, new RegExp(`^ExecStart=/usr/sbin/nft -f ${String(path)}$`, "m"));
  });

  it("has ipmitool on the jumphost where a cluster is switched by IPMI", async () => {
    const resources = await foundation(sampleLab.replace("size: 12", "size: 12\n    bmc: ipmi"));
    assert.deepEqual(resources.get("jumphost-ipmi-packages")?.inputs.redhat, ["ipmitool"]);
  });

  it("gives each server libvirt, the image folder, the bridge over its NIC, and BMCs", async () => {
    const resources = await foundation(sampleLab);
    assert.deepEqual(namesOn(resources, "server2"), [
      "server2-bmc-conf",
      "server2-bmc-credentials",
      "server2-bmc-helper",
      "server2-bmc-ipmi-unit",
      "server2-bmc-media",
      "server2-bmc-media-unit",
      "server2-bmc-packages",
      "server2-bmc-python",
      "server2-bmc-service",
      "server2-bmc-state",
      "server2-bmc-unit",
      "server2-bridge-br0",
      "server2-gate",
      "server2-hypervisor-images",
      "server2-hypervisor-libvirtd",
      "server2-hypervisor-nested",
      "server2-hypervisor-packages",
      "server2-hypervisor-socket",
      "server2-hypervisor-stations",
    ]);
    const bridge = resources.get("server2-bridge-br0")?.inputs;
    assert.deepEqual(bridge, { host: "server2", name: "br0", port: "eno1" });
  });

  it("has no component wait, as one that waits for a dead server would fail the whole run", async () => {
    const all = [...(await foundation(sampleLab)).values()];
    const components = all.filter(({ type }) => type.startsWith("ocplab:foundation:"));
    assert.ok(components.some(({ name }) => name === "server2-bmc"));
    const waiting = components.filter(({ options }) => options.dependsOn !== undefined);
    assert.deepEqual(waiting, []);
  });

  it("bridges a server's second NIC for the provisioning network of ACM", async () => {
    const resources = await foundation(inServer2("provisioningNic: eno2"));
    const bridge = resources.get("server2-provisioning-bridge-br1")?.inputs;
    assert.deepEqual(bridge, { host: "server2", name: "br1", port: "eno2" });
  });

  it("leaves a retired server alone, so that an up takes all of ours off it", async () => {
    assert.deepEqual(namesOn(await foundation(changedServers()), "server2"), []);
  });

  it("makes one gate for a host that is jumphost and server", async () => {
    const both = changedLab(
      "  server1: { address: 192.0.2.11, nic: eno1 }\n",
      "  server1: { address: 192.0.2.11, nic: eno1 }\n  jumphost: { address: 192.0.2.1, nic: eno1 }\n",
    );
    const names = namesOn(await foundation(both), "jumphost");
    assert.equal(names.filter((name) => name.endsWith("-gate")).length, 1);
    assert.ok(names.includes("jumphost-bridge-br0"));
    assert.ok(names.includes("jumphost-dnsmasq-service"));
  });

  it("says that a host is ready once its gate is made", async () => {
    const plan = buildPlan(parseLab(sampleLab));
    let outputs: Record<string, unknown> = {};
    await registered("lab", () => {
      outputs = foundationStack(plan);
      return Promise.resolve(outputs);
    });
    const ready = outputs.fingerprints as Record<string, pulumi.Output<string>>;
    assert.deepEqual(Object.keys(ready).sort(), ["jumphost", "server1", "server2"]);
    const { server1 } = ready;
    assert.ok(server1);
    const fingerprint = await new Promise<string>((resolve) => server1.apply(resolve));
    assert.match(fingerprint, /^[0-9a-f]{12}$/);
  });
});

/** The sample without the cluster of server2, which is retired. */
function changedServers(): string {
  const retired = inServer2("retired: true");
  return retired.slice(0, retired.indexOf("  sno1:"));
}
