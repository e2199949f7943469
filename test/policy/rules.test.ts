import assert from "node:assert/strict";

import { buildPlan, type Plan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { pastProcedure } from "../../policy/bridgeProcedure.ts";
import { plainSecret } from "../../policy/hiddenSecrets.ts";
import { aboveQuota, type Quota } from "../../policy/ownerQuotas.ts";
import { unprotected } from "../../policy/protectedClusters.ts";
import { sampleLab } from "../lab/sampleLab.ts";

/** The sample lab, with keys of clusters: `{ ocp1: "protected: true" }`. */
function planWith(keys: Readonly<Record<string, string>>): Plan {
  const text = Object.entries(keys).reduce(
    (lab, [cluster, key]) => lab.replace(`  ${cluster}:\n`, `  ${cluster}:\n    ${key}\n`),
    sampleLab,
  );
  return buildPlan(parseLab(text));
}

const urn = (stack: string, type: string, name: string): string =>
  `urn:pulumi:${stack}::ocplab::${type}::${name}`;

describe("the policy of protected clusters", () => {
  const domain = "libvirt:index/domain:Domain";
  const stack = "pulumi:pulumi:Stack";
  const at = (name: string, type: string, protect: boolean): Parameters<typeof unprotected>[2] => ({
    ...{ type, protect, urn: urn(name, type, "one") },
  });

  it("finds a machine of theirs that the engine would let go", () => {
    const plan = planWith({ ocp1: "protected: true" });
    assert.deepEqual(unprotected(plan, [], at("ocp1", domain, true)), []);
    assert.match(unprotected(plan, [], at("ocp1", domain, false)).join(), /^ocp1 is protected/);
  });

  it("leaves documents, and other clusters, alone", () => {
    const plan = planWith({ ocp1: "protected: true" });
    assert.deepEqual(unprotected(plan, [], at("ocp1", "labhost:index:File", false)), []);
    assert.deepEqual(unprotected(plan, [], at("sno1", domain, false)), []);
  });

  it("finds a lab file that does not protect what is to be protected, in its own stack only", () => {
    const plan = planWith({});
    assert.match(
      unprotected(plan, ["ocp1"], at("ocp1", stack, false)).join(),
      /^ocp1 is to be protected, and lab\.yaml does not protect it\. Write clusters\.ocp1\.protected: true/,
    );
    assert.deepEqual(unprotected(plan, ["ocp1"], at("sno1", stack, false)), []);
    assert.deepEqual(unprotected(plan, ["ocp1"], at("lab", stack, false)), []);
  });

  it("finds one that left the lab file, in the stack of the foundation", () => {
    const plan = planWith({});
    assert.match(
      unprotected(plan, ["ocp9"], at("lab", stack, false)).join(),
      /does not have it any more/,
    );
    assert.deepEqual(unprotected(plan, ["ocp9"], at("ocp1", stack, false)), []);
  });
});

describe("the policy of bridges", () => {
  const file = (path: string): string | undefined => pastProcedure("labhost:index:File", { path });
  const run = (create: string): string | undefined =>
    pastProcedure("command:remote:Command", { create });

  it("finds a file by which a host's network is set up", () => {
    assert.match(
      String(file("/etc/NetworkManager/system-connections/br0.nmconnection")),
      /^It writes \/etc\/NetworkManager\//,
    );
    assert.ok(file("/etc/sysconfig/network-scripts/ifcfg-br0"));
    assert.ok(file("/etc/NetworkManager/conf.d/99-mine.conf"));
    assert.equal(file("/etc/NetworkManager/conf.d/90-ocplab-resolver.conf"), undefined);
    assert.equal(file("/etc/ocplab/dnsmasq/lab.conf"), undefined);
    assert.equal(file("/etc/networks"), undefined);
  });

  it("finds a command that changes it, and no other", () => {
    for (const text of [
      "nmcli connection up br0",
      "sudo -n ip link set eno1 master br0",
      "/usr/sbin/ip -4 addr add 192.0.2.9/24 dev br0",
      "true; brctl addif br0 eno1",
      "netplan apply",
    ]) {
      assert.ok(run(text), text);
    }
    for (const text of ["/usr/local/bin/ocplab-install start", "zip link", "ip -V"]) {
      assert.equal(run(text), undefined, text);
    }
    assert.match(
      String(pastProcedure("command:local:Command", { create: "true", delete: "ifdown br0" })),
      /^Its delete command runs ifdown/,
    );
  });

  it("finds a switched network service, and a bridge of libvirt's making", () => {
    const service = (unit: string): unknown => pastProcedure("labhost:index:Service", { unit });
    assert.ok(service("NetworkManager.service"));
    assert.ok(service("systemd-networkd.socket"));
    assert.equal(service("libvirtd.socket"), undefined);
    const network = (mode: string, bridge: string): unknown =>
      pastProcedure("libvirt:index/network:Network", { mode, bridge });
    assert.ok(network("nat", "br0"));
    assert.equal(network("bridge", "br0"), undefined);
    assert.equal(network("none", "prov1"), undefined);
  });

  it("lets the procedure itself pass", () => {
    assert.equal(pastProcedure("labhost:index:Bridge", { bridge: "br0", nic: "eno1" }), undefined);
  });
});

describe("the policy of secrets", () => {
  const type = "command:remote:Command";
  const create = "/usr/local/bin/ocplab-install kubeconfig";

  it("finds a command whose secret would be plain, or logged", () => {
    assert.match(String(plainSecret(type, { create }, [])), /tells of kubeconfig$/);
    assert.match(String(plainSecret(type, { create }, ["stdout"])), /and logs it$/);
    assert.match(
      String(plainSecret(type, { create: "true", update: "cat id_rsa" }, [])),
      /^Its update command tells of id_rsa/,
    );
  });

  it("lets pass what is kept secret, and what tells of none", () => {
    assert.equal(plainSecret(type, { create, logging: "none" }, ["stdout"]), undefined);
    assert.equal(plainSecret(type, { create: "ocplab-install wait" }, []), undefined);
    assert.equal(plainSecret(type, { create: "cat id_rsa.pub" }, []), undefined);
    assert.equal(plainSecret("labhost:index:File", { create }, []), undefined);
  });
});

describe("the policy of quotas", () => {
  const of = (plan: Plan, name: string, quota: Quota): string[] => {
    const cluster = plan.clusters.find((candidate) => candidate.name === name);
    return aboveQuota(plan, cluster ?? assert.fail(name), quota);
  };

  it("counts all clusters of an owner together", () => {
    const plan = planWith({ ocp1: "owner: ann", sno1: "owner: ann" });
    assert.deepEqual(of(plan, "ocp1", { clusters: 2 }), []);
    assert.match(
      of(plan, "ocp1", { clusters: 1 }).join(),
      /^ann: 2 clusters of at most 1 cluster \(ocp1, sno1\)\. Take a cluster out of lab\.yaml/,
    );
  });

  it("adds up what their machines take, and tells each amount that is too much", () => {
    const plan = planWith({ ocp1: "owner: ann" });
    const [cluster] = plan.clusters.filter(({ name }) => name === "ocp1");
    const vcpus = cluster?.nodes.reduce((sum, node) => sum + node.vcpus, 0) ?? 0;
    assert.ok(vcpus > 0);
    assert.deepEqual(of(plan, "ocp1", { vcpus }), []);
    const both = of(plan, "ocp1", { vcpus: vcpus - 1, memoryGiB: 0 });
    assert.equal(both.length, 2);
    assert.match(both.join("\n"), new RegExp(`ann: ${String(vcpus)} vCPUs of at most`));
    assert.match(both.join("\n"), /GiB of memory of at most 0 GiB of memory/);
  });

  it("counts clusters without an owner as one owner's", () => {
    const plan = planWith({ ocp1: "owner: ann" });
    const own = plan.clusters.filter(({ reservation }) => reservation.owner === undefined);
    const [first] = own;
    const found = of(plan, first?.name ?? "", { clusters: own.length - 1 });
    assert.match(found.join(), /^clusters without an owner: /);
  });
});
