import assert from "node:assert/strict";

import { fingerprints } from "../../lab/fingerprint.ts";
import { buildPlan, type Plan } from "../../lab/plan.ts";
import { parseLab, readLab } from "../../lab/read.ts";
import { machineUuid } from "../../lab/uuid.ts";
import { clusterStack } from "../../stacks/cluster.ts";
import { sampleLab } from "../lab/sampleLab.ts";
import { registered, type Registered, type World } from "./registered.ts";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNBTVBMRXNhbXBsZVNBTVBMRXNhbXBsZVNBTVBMRWFi";
const sshPublicKey = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB";
const enabled = "workers: 3\n    install: { enabled: true, topic: OCP-4.19 }";
const pinned = sampleLab
  .replace("nic: eno1 }\nservers", `nic: eno1, ssh: { hostKey: ${hostKey} } }\nservers`)
  .replace("workers: 3", enabled);
const plan = buildPlan(parseLab(pinned));
/** The same with a worker on another server, which only other types of cluster can have. */
const spread: Plan = {
  ...plan,
  clusters: plan.clusters.map((one) => ({
    ...one,
    servers: ["server1", "server2"],
    nodes: one.nodes.map((node) =>
      node.key === "worker-2" ? { ...node, server: "server2" } : node,
    ),
  })),
};

function cluster(name: string, world: World = ready(plan)): Promise<Map<string, Registered>> {
  return registered(name, () => clusterStack(plan, name), world);
}

function ready(of: Plan, differing: Record<string, string> = {}): World {
  return { outputs: { fingerprints: { ...fingerprints(of), ...differing }, sshPublicKey } };
}

function inputsOf(resources: Map<string, Registered>, name: string): Record<string, unknown> {
  const found = resources.get(name);
  assert.ok(found, `${name} among ${[...resources.keys()].join(", ")}`);
  return found.inputs;
}

describe("a cluster stack", () => {
  it("claims the jumphost and its servers before anything else", async () => {
    const resources = await cluster("sno1");
    const needs = {
      jumphost: ["ocplab-dnsmasq.service", "ocplab-ntp.service"],
      server2: ["libvirtd.socket", "ocplab-bmc.service"],
    };
    for (const [host, units] of Object.entries(needs)) {
      const claim = { host, cluster: "sno1", needs: units };
      assert.deepEqual(inputsOf(resources, `claim-${host}`), claim);
    }
  });

  it("lets the engine keep all of a protected cluster but its documents", async () => {
    const text = pinned.replace("type: ipi", "type: ipi\n    protected: true");
    const kept = buildPlan(parseLab(text));
    const resources = await registered("ocp1", () => clusterStack(kept, "ocp1"), ready(kept));
    const protects = (name: string): unknown => resources.get(name)?.options.protect;
    // what is below them takes it over from them
    const all = ["claim-server1", "records", "server1", "server1-networks", "master-0", "install"];
    assert.deepEqual(
      all.filter((name) => protects(name) !== true),
      [],
    );
    // a hook may come and go
    assert.notEqual(protects("documents"), true);
    const plain = await cluster("ocp1");
    assert.notEqual(plain.get("master-0")?.options.protect, true);
  });

  it("attaches each machine by bridge, with its planned MACs", async () => {
    const resources = await cluster("ocp1");
    assert.deepEqual(inputsOf(resources, "worker-2-domain").networkInterfaces, [
      { bridge: "prov2", mac: "52:54:01:00:02:06" },
      { bridge: "br0", mac: "52:54:00:00:02:06" },
    ]);
    assert.deepEqual(inputsOf(resources, "provisionhost-domain").networkInterfaces, [
      { bridge: "prov2", mac: "52:54:01:00:02:00" },
      { bridge: "br0", mac: "52:54:00:00:02:00" },
    ]);
  });

  it("gives masters and workers empty disks, and provisionhost one over its image", async () => {
    const resources = await cluster("ocp1");
    assert.equal(inputsOf(resources, "master-0-disk").baseVolumeId, undefined);
    const base = [...resources.keys()].find((name) => name.includes("base-rhel9"));
    assert.equal(inputsOf(resources, "provisionhost-disk").baseVolumeId, `${base ?? ""}-id`);
  });

  it("gives provisionhost a seed that lets the installs in, and makes it after that", async () => {
    const resources = await cluster("ocp1");
    const { host, path, files } = inputsOf(resources, "provisionhost-seed");
    assert.deepEqual(
      [host, path],
      ["server1", "/var/lib/libvirt/ocplab/.seeds/ocp1-provisionhost.iso"],
    );
    assert.match((files as Record<string, string>)["user-data"] ?? "", new RegExp(sshPublicKey));
    assert.deepEqual(inputsOf(resources, "provisionhost-domain").disks, [
      { volumeId: "provisionhost-disk-id" },
      { file: path },
    ]);
    const others = [...resources.keys()].filter((name) => name.endsWith("-seed"));
    assert.deepEqual(others, ["provisionhost-seed"]);
  });

  it("makes no provisionhost that would let nobody in, and previews it with a warning", async () => {
    const { outputs } = ready(plan);
    const keyless = { outputs: { ...outputs, sshPublicKey: "" } };
    await assert.rejects(cluster("ocp1", keyless), {
      message:
        "cluster ocp1: its provisionhost would let nobody in, as no SSH public key is known that jumphost " +
        "has in /root/.ssh/id_rsa.pub. See that it is there (on jumphost: ssh-keygen -t rsa -f " +
        "/root/.ssh/id_rsa), or correct dci.sshPublicKeyFile in the lab file; then: pulumi up -s lab",
    });
    await cluster("sno1", keyless);
    const resources = await cluster("ocp1", { ...keyless, preview: true });
    assert.ok(resources.has("provisionhost-seed"));
  });

  it("leaves the power of a machine to the installer that installs it", async () => {
    const resources = await cluster("ocp1");
    assert.equal(inputsOf(resources, "master-0-domain").running, false);
    assert.deepEqual(inputsOf(resources, "master-0-domain").bootDevices, [
      { devs: ["hd", "cdrom", "network"] },
    ]);
    assert.deepEqual(resources.get("master-0-domain")?.options.ignoreChanges, [
      "running",
      "autostart",
      "disks",
      "bootDevices",
      "firmware",
      "nvram",
    ]);
    assert.equal(inputsOf(resources, "provisionhost-domain").running, true);
    assert.deepEqual(resources.get("provisionhost-domain")?.options.ignoreChanges, []);
  });

  it("passes the server's processor on, and with it what runs machines in machines, but not in emulation", async () => {
    const ofKvm = inputsOf(await cluster("ocp1"), "provisionhost-domain");
    assert.deepEqual([ofKvm.type, ofKvm.cpu], ["kvm", { mode: "host-passthrough" }]);
    const emulated: Plan = {
      ...plan,
      servers: plan.servers.map((server) => ({ ...server, hypervisor: "qemu" })),
    };
    const run = (): Promise<Record<string, unknown>> => clusterStack(emulated, "ocp1");
    const ofQemu = inputsOf(await registered("ocp1", run, ready(emulated)), "provisionhost-domain");
    assert.deepEqual([ofQemu.type, ofQemu.cpu], ["qemu", undefined]);
  });

  it("makes each machine with its planned UUID", async () => {
    const { xml } = inputsOf(await cluster("sno1"), "master-0-domain");
    const uuid = machineUuid("52:54:00:00:03:01");
    assert.match((xml as { xslt: string }).xslt, new RegExp(`<uuid>${uuid}</uuid>`));
  });

  it("leaves a machine from before UUIDs were planned as it is, and makes the others anew", async () => {
    const { outputs } = ready(plan);
    const ignored = async (more: object): Promise<boolean | undefined> => {
      const resources = await cluster("sno1", { outputs: { ...outputs, ...more } });
      return resources.get("master-0-domain")?.options.ignoreChanges?.includes("xml");
    };
    const nodes = { "master-0.sno1.lab.example.com": "192.0.2.40" };
    const machine = (mac: string, uuid: string): object => ({
      nodes,
      machines: { "master-0": { mac, uuid } },
    });
    const planned = machineUuid("52:54:00:00:03:01");
    assert.equal(await ignored({}), false, "a new stack");
    assert.equal(await ignored({ nodes }), true, "one of an older ocplab");
    assert.equal(await ignored(machine("52:54:00:00:03:01", "another")), true, "its next run");
    assert.equal(await ignored(machine("52:54:00:00:03:01", planned)), false, "one of this one");
    assert.equal(await ignored(machine("52:54:00:00:09:01", "another")), false, "another MAC");
  });

  describe("that is installed as something else than planned", () => {
    const installed = { hash: "0123456789abcdef", topic: "OCP-4.18" };
    const world = { outputs: { ...ready(plan).outputs, installed } };
    const changed =
      /cluster ocp1: what its install is made of has changed \(topic OCP-4\.19 instead of OCP-4\.18\), so it would have to be installed anew, and what is installed now would be lost\. `pulumi up` refuses that; .*: \.\/ocplab reinstall ocp1\. Or put the lab file back\.$/;

    it("is refused before its first resource", async () => {
      await assert.rejects(cluster("ocp1", world), changed);
    });

    it("is previewed", async () => {
      assert.ok((await cluster("ocp1", { ...world, preview: true })).has("install-start"));
    });

    it("is installed anew by ocplab reinstall, and by that of no other cluster", async () => {
      try {
        process.env.OCPLAB_REINSTALL = "sno1";
        await assert.rejects(cluster("ocp1", world), changed);
        process.env.OCPLAB_REINSTALL = "ocp1";
        assert.ok((await cluster("ocp1", world)).has("install-start"));
      } finally {
        delete process.env.OCPLAB_REINSTALL;
      }
    });

    it("is nothing to refuse where that is what is planned", async () => {
      const stdin = inputsOf(await cluster("ocp1"), "install-start").stdin as string;
      const { hash } = JSON.parse(stdin) as { hash: string };
      const same = { outputs: { ...world.outputs, installed: { ...installed, hash } } };
      assert.ok((await cluster("ocp1", same)).has("install-start"));
    });
  });

  it("gives each machine with a BMC IPMI where the cluster asks for it, after the machine", async () => {
    const asked = buildPlan(parseLab(pinned.replace("size: 12", "size: 12\n    bmc: ipmi")));
    const bare = { ...asked, clusters: asked.clusters.map(({ install: _, ...one }) => one) };
    const resources = await registered("ocp1", () => clusterStack(bare, "ocp1"), ready(bare));
    const units = [...resources.values()]
      .filter(({ name, type }) => type.endsWith(":Service") && name.includes("-ipmi-"))
      .map(({ inputs }) => inputs.unit);
    assert.deepEqual(units.sort(), [
      ...["master-0", "master-1", "master-2"].map((key) => `ocplab-ipmi@ocp1-${key}.service`),
      ...["worker-0", "worker-1", "worker-2"].map((key) => `ocplab-ipmi@ocp1-${key}.service`),
    ]);
    const { path, content } = inputsOf(resources, "worker-0-ipmi-conf");
    assert.equal(path, "/etc/ocplab/power/ipmi/ocp1-worker-0");
    assert.equal(content, '{"address":"192.0.2.11","port":6257}\n');
  });

  it("has the filter of a strict cluster loaded before its machines, and no machine made anew for it", async () => {
    const strict = buildPlan(
      parseLab(pinned.replace("size: 12", "size: 12\n    isolation: strict")),
    );
    const resources = await registered("ocp1", () => clusterStack(strict, "ocp1"), ready(strict));
    const { family, name, file, rules } = inputsOf(resources, "server1-isolation-table");
    assert.deepEqual([family, name], ["bridge", "ocplab_isolation_2"]);
    assert.equal(rules, inputsOf(resources, "server1-isolation-rules").content);
    const unit = String(inputsOf(resources, "server1-isolation-unit").content);
    assert.ok(unit.includes(`ExecStart=/usr/sbin/nft -f ${String(file)}\n`));
    assert.match(unit, /^Before=libvirtd\.service virtqemud\.service$/m);
    const before = resources.get("master-0")?.options.dependsOn as unknown as { __name: string }[];
    assert.ok(before.some((one) => one.__name === "server1-isolation"));
    const plain = await cluster("ocp1");
    for (const [key, { type, inputs }] of plain) {
      if (type.startsWith("libvirt:")) assert.deepEqual(inputsOf(resources, key), inputs, key);
    }
    assert.ok(![...plain.keys()].some((key) => key.includes("isolation")));
  });

  it("has what is inserted into its machines removed after them", async () => {
    const { unit, host } = inputsOf(await cluster("sno1"), "server2-media");
    assert.deepEqual([unit, host], ["ocplab-media@sno1.service", "server2"]);
  });

  it("says before its first resource that xsltproc is missing", async () => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      await assert.rejects(
        cluster("sno1"),
        /xsltproc is not installed .* apt-get install xsltproc/,
      );
    } finally {
      process.env.PATH = path;
    }
  });

  it("deletes each libvirt object before it makes another of the same name", async () => {
    const resources = [...(await cluster("ocp1")).values()];
    const ofLibvirt = resources.filter(({ type }) => type.startsWith("libvirt:"));
    assert.equal(ofLibvirt.length, 18);
    for (const { name, options } of ofLibvirt)
      assert.equal(options.deleteBeforeReplace, true, name);
  });

  it("tells a server of each libvirt object before and after it is made, but not in a preview", async () => {
    const told = async (world: World): Promise<string[]> => {
      const all = [...(await cluster("ocp1", world)).values()];
      return all.filter(({ options }) => options.hooks).map(({ type }) => type);
    };
    const made = await told(ready(plan));
    assert.deepEqual(new Set(made), libvirtTypes);
    assert.equal(made.filter((type) => type.endsWith(":Domain")).length, 7);
    assert.deepEqual(await told({ ...ready(plan), preview: true }), []);
  });
  const libvirtTypes = new Set(
    ["network:Network", "pool:Pool", "volume:Volume", "domain:Domain"].map(
      (type) => `libvirt:index/${type}`,
    ),
  );

  it("makes no provisioning network for a single node", async () => {
    const networks = [...(await cluster("sno1")).values()]
      .filter(({ type }) => type === "libvirt:index/network:Network")
      .map(({ inputs }) => inputs.name);
    assert.deepEqual(networks, ["sno1-baremetal"]);
  });

  it("bridges the provisioning network of an ACM hub, on each of its servers", async () => {
    const acm = buildPlan(readLab("examples/acm-hub.yaml"));
    const bare = { ...acm, clusters: acm.clusters.map(({ install: _, ...one }) => one) };
    const resources = await registered("hub", () => clusterStack(bare, "hub"), ready(bare));
    for (const server of ["server1", "server2"]) {
      const { name, mode, bridge } = inputsOf(resources, `${server}-networks-provisioning`);
      assert.deepEqual([name, mode, bridge], ["hub-provisioning", "bridge", "br1"]);
    }
    assert.deepEqual(inputsOf(resources, "master-2-domain").networkInterfaces, [
      { bridge: "br1", mac: "52:54:11:00:01:03" },
      { bridge: "br0", mac: "52:54:10:00:01:03" },
    ]);
  });

  it("makes names and reservations, but no machine, where DCI makes it", async () => {
    const classic = buildPlan(parseLab(pinned.replace("id: 3", "id: 3\n    classic: true")));
    const resources = await registered("sno1", () => clusterStack(classic, "sno1"), ready(classic));
    const types = new Set([...resources.values()].map(({ type }) => type));
    assert.ok(types.has("labhost:index:File"));
    assert.deepEqual(
      [...types].filter((type) => type.startsWith("libvirt:")),
      [],
    );
  });

  it("installs where the lab file says so, and nowhere else", async () => {
    const commands = (resources: Map<string, Registered>): string[] =>
      [...resources.values()]
        .filter(({ type }) => type === "command:remote:Command")
        .map(({ name }) => name);
    assert.deepEqual(commands(await cluster("ocp1")).sort(), [
      "install-kubeconfig",
      "install-start",
      "install-wait",
    ]);
    assert.deepEqual(commands(await cluster("sno1")), []);
  });

  it("is refused, before its first resource, where its server's foundation is missing", async () => {
    const { outputs } = ready(plan);
    const { jumphost } = (outputs?.fingerprints ?? {}) as Record<string, string>;
    await assert.rejects(
      cluster("sno1", { outputs: { fingerprints: { jumphost } } }),
      /^Error: cluster sno1: the foundation of server2 is missing\. Converge the foundation first: pulumi up -s lab$/,
    );
  });

  it("is refused where its server's foundation is out of date, whatever the others' is", async () => {
    await assert.rejects(cluster("sno1", ready(plan, { server2: "0" })), /server2 is out of date/);
    assert.ok((await cluster("sno1", ready(plan, { server1: "0", jumphost: "0" }))).size > 0);
  });

  it("goes by the hosts that converged, where others did not", async () => {
    const { server2, jumphost } = fingerprints(plan);
    const outputs = { fingerprints: { jumphost, server1: undefined, server2 } };
    assert.ok((await cluster("sno1", { outputs })).has("master-0-domain"));
    await assert.rejects(cluster("ocp1", { outputs }), /foundation of server1 is missing/);
  });

  it("is previewed without a foundation, as nothing but a warning", async () => {
    const resources = await cluster("sno1", { preview: true });
    assert.deepEqual([...resources.keys()], ["ocplab-sno1"]);
  });

  it("is previewed without the machines of a server whose foundation is missing, and no others", async () => {
    const { server1, jumphost } = fingerprints(spread);
    const outputs = { fingerprints: { jumphost, server1 } };
    const world = { outputs, preview: true };
    const resources = await registered("ocp1", () => clusterStack(spread, "ocp1"), world);
    assert.ok(resources.has("worker-0-domain"));
    assert.ok(!resources.has("worker-2-domain"));
    assert.ok(!resources.has("claim-server2"));
  });

  it("says before its first resource that no key of the jumphost is known", async () => {
    const unpinned = buildPlan(parseLab(sampleLab.replace("workers: 3", enabled)));
    await assert.rejects(
      registered("ocp1", () => clusterStack(unpinned, "ocp1"), ready(unpinned)),
      /jumphost: no SSH host key is known for 192\.0\.2\.1\. Give the host/,
    );
  });

  it("names the clusters that there are where a stack is none of them", async () => {
    await assert.rejects(cluster("ocp9"), /stack ocp9: .*\(it has: ocp1, sno1\)/);
  });
});
