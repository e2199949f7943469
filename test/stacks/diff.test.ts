import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import * as pulumi from "@pulumi/pulumi";

import { diffLabs } from "../../lab/diff/labDiff.ts";
import type { Action } from "../../lab/diff/machineDiff.ts";
import { fingerprints } from "../../lab/fingerprint.ts";
import { foundationStackName, type Lab } from "../../lab/model.ts";
import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { clusterStack } from "../../stacks/cluster.ts";
import { foundationStack } from "../../stacks/lab.ts";
import type { Wire } from "../provider/engine.ts";
import { LibvirtPlugin } from "./libvirtPlugin.ts";
import { registered, type Registered } from "./registered.ts";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNBTVBMRXNhbXBsZVNBTVBMRXNhbXBsZVNBTVBMRWFi";

/** A lab with a cluster for every way that a machine's resources are made of the lab file. */
const text = `version: 1
lab: { name: diff, domain: lab.example.com }
network:
  subnet: 192.0.2.0/24
  gateway: 192.0.2.254
  upstreamDns: [192.0.2.254]
  ntp: [192.0.2.1]
jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1, ssh: { hostKey: ${hostKey} } }
servers:
  server1: { address: 192.0.2.11, nic: eno1 }
  server2: { address: 192.0.2.12, nic: eno1 }
clusters:
  ocp1:
    type: ipi
    id: 2
    server: server1
    firstAddress: 192.0.2.20
    isolation: strict
    size: 12
    workers: 1
    images: { provisionhost: images/rhel9.qcow2 }
    install: { enabled: true, topic: OCP-4.19 }
  sno1:
    type: sno
    id: 4
    server: server2
    firstAddress: 192.0.2.60
`;

/** Changes of the lab file, as text for text; what each does is nowhere written down but in the code. */
const changes: Readonly<Record<string, readonly [from: string, to: string]>> = {
  "a worker's memory": ["workers: 1", "workers: 1\n    sizes: { worker: { memory: 64GiB } }"],
  "a master's vCPUs": ["workers: 1", "workers: 1\n    sizes: { master: { vcpus: 10 } }"],
  "a master's disk": ["workers: 1", "workers: 1\n    sizes: { master: { disk: 200GiB } }"],
  "the provisionhost's disk": [
    "workers: 1",
    "workers: 1\n    sizes: { provisionhost: { disk: 200GiB } }",
  ],
  "the provisionhost's image": ["images/rhel9.qcow2", "images/rhel9.6.qcow2"],
  "an image where there was none": ["id: 4", "id: 4\n    image: images/guest.qcow2"],
  "a server's hypervisor": [
    "server2: { address: 192.0.2.12,",
    "server2: { hypervisor: qemu, address: 192.0.2.12,",
  ],
  "a cluster's id": ["id: 2", "id: 9"],
  "a node's MAC": ["id: 4", 'id: 4\n    nodes: { master-0: { mac: "52:54:00:aa:bb:cc" } }'],
  "a node's address": ["id: 4", "id: 4\n    nodes: { master-0: { address: 192.0.2.99 } }"],
  "a node's server": ["id: 4", "id: 4\n    nodes: { master-0: { server: server1 } }"],
  "a cluster's server": ["server: server2", "server: server1"],
  "a machine taken from the installer": [
    "id: 4",
    "id: 4\n    nodes: { master-0: { power: ours } }",
  ],
  "a machine given to the installer": [
    "workers: 1",
    "workers: 1\n    nodes: { provisionhost: { power: installer } }",
  ],
  "one more worker": ["workers: 1", "workers: 2"],
  "one worker less": ["workers: 1", "workers: 0"],
  "a block that moves": ["firstAddress: 192.0.2.60", "firstAddress: 192.0.2.80"],
  "a block that grows": ["size: 12", "size: 16"],
  "a VIP of its own": ["size: 12", "size: 12\n    vips: { api: 192.0.2.200 }"],
  "machines that DCI makes": ["id: 4", "id: 4\n    classic: true"],
  "no isolation": ["    isolation: strict\n", ""],
  "isolation of another": ["id: 4", "id: 4\n    isolation: strict"],
  IPMI: ["size: 12", "size: 12\n    bmc: ipmi"],
  "another type": ["type: sno", "type: abi"],
  "another topic": ["OCP-4.19", "OCP-4.20"],
  "an install": ["id: 4", "id: 4\n    install: { enabled: true, topic: OCP-4.19 }"],
  "no install": ["enabled: true, topic: OCP-4.19", "enabled: false, topic: OCP-4.19"],
  "a variable for DCI": ["topic: OCP-4.19", "topic: OCP-4.19, extra: { answer: 42 }"],
  "a queue": ["topic: OCP-4.19", "topic: OCP-4.19, queue: large"],
  "a key of the job": ["topic: OCP-4.19", "topic: OCP-4.19, job: { comment: nightly }"],
  "a cluster more": [
    "clusters:\n",
    "clusters:\n  sno2: { type: sno, id: 8, server: server2, firstAddress: 192.0.2.61 }\n",
  ],
  "a server more": ["servers:\n", "servers:\n  server3: { address: 192.0.2.13, nic: eno1 }\n"],
  "a server's address": ["192.0.2.12", "192.0.2.14"],
  "a server's NIC": ["192.0.2.12, nic: eno1", "192.0.2.12, nic: eno2"],
  "a server's second NIC": [
    "192.0.2.12, nic: eno1",
    "192.0.2.12, nic: eno1, provisioningNic: eno2",
  ],
  "a server's BMC port": ["192.0.2.12, nic: eno1", "192.0.2.12, nic: eno1, bmcPort: 8443"],
  "a server's memory": ["192.0.2.12, nic: eno1", "192.0.2.12, nic: eno1, memory: 4TiB"],
  "a server's user": ["192.0.2.12, nic: eno1", "192.0.2.12, nic: eno1, ssh: { user: admin }"],
  "everybody's user": ["jumphost:", "ssh: { user: admin }\njumphost:"],
  "the jumphost's name": ["name: jumphost,", "name: gate,"],
  "the jumphost's address": ["address: 192.0.2.1, nic", "address: 192.0.2.2, nic"],
  "the jumphost's NIC": ["192.0.2.1, nic: eno1", "192.0.2.1, nic: eno2"],
  "the domain": ["domain: lab.example.com", "domain: other.example.com"],
  "the lab's name": ["name: diff", "name: lab"],
  "upstream DNS": ["upstreamDns: [192.0.2.254]", "upstreamDns: []"],
  "no time servers": ["ntp: [192.0.2.1]", "ntp: []"],
  "another time server": ["ntp: [192.0.2.1]", "ntp: [192.0.2.1, 192.0.2.253]"],
  "the lease time": ["ntp:", "leaseTime: 12h\n  ntp:"],
  "the MTU": ["ntp:", "mtu: 9000\n  ntp:"],
  "the MAC prefix": ["ntp:", 'macPrefix: "52:54:20"\n  ntp:'],
  "other labs' MACs": ["ntp:", 'otherMacPrefixes: ["52:54:20"]\n  ntp:'],
  "the way out": [
    "gateway: 192.0.2.254\n  upstreamDns: [192.0.2.254]\n  ntp: [192.0.2.1]\njumphost: { name: jumphost, address: 192.0.2.1, nic: eno1,",
    "gateway: 192.0.2.1\n  upstreamDns: [192.0.2.254]\n  ntp: [192.0.2.1]\njumphost: { name: jumphost, address: 192.0.2.1, nic: eno1, nat: eno2,",
  ],
  "how many installs run at once": ["jumphost:", "dci: { parallelInstalls: 2 }\njumphost:"],
  "the key of the installs": [
    "jumphost:",
    "dci: { sshPublicKeyFile: /root/.ssh/other.pub }\njumphost:",
  ],
  "an owner": ["id: 4", "id: 4\n    owner: team-a"],
  registries: ["ntp:", "registries: [registry.example.com]\n  ntp:"],
  "the gateway": ["gateway: 192.0.2.254", "gateway: 192.0.2.253"],
  "the provisioning subnet": ["ntp:", "provisioningSubnet: 172.23.0.0/21\n  ntp:"],
  "the service network": ["ntp:", "serviceNetwork: 172.29.0.0/16\n  ntp:"],
};

function labOf(change?: readonly [string, string]): Lab {
  if (!change) return parseLab(text);
  assert.ok(text.includes(change[0]), change[0]);
  return parseLab(text.replace(...change));
}

/** All that a stack's program makes, and what it exports. */
interface Made {
  readonly resources: ReadonlyMap<string, Registered>;
  readonly outputs: unknown;
}

async function made(lab: Lab, stack: string): Promise<Made | undefined> {
  const plan = buildPlan(lab);
  const isFoundation = stack === foundationStackName;
  if (!isFoundation && !plan.clusters.some(({ name }) => name === stack)) return undefined;
  let outputs: unknown;
  const sshPublicKey = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB";
  const world = isFoundation ? {} : { outputs: { fingerprints: fingerprints(plan), sshPublicKey } };
  const program = async (): Promise<Record<string, unknown>> => {
    const given = isFoundation ? foundationStack(plan) : await clusterStack(plan, stack);
    pulumi.output(given).apply((value) => (outputs = value));
    return given;
  };
  return { resources: await registered(stack, program, world), outputs };
}

/** What counts for the engine: inputs, and which provider they go to. */
function comparable({ resources, outputs }: Made): unknown {
  const told = [...resources.values()]
    .filter(({ type }) => type !== "labhost:index:Preflight")
    .map(({ name, type, inputs, options }) => [name, type, inputs, providerOf(options)]);
  // what is tried before an install is incidental to it: its trigger alone begins it anew
  const triggers = [...resources.values()]
    .filter(({ type }) => type === "labhost:index:Preflight")
    .map(({ name, inputs }) => [name, inputs.trigger]);
  return {
    told: new Map(
      [...told, ...triggers].map((one) => [`${String(one[1])} ${String(one[0])}`, one]),
    ),
    outputs,
  };
}

function providerOf(options: pulumi.ComponentResourceOptions): string | undefined {
  const providers = options.providers as Record<string, { readonly __name?: string }> | undefined;
  return providers?.libvirt?.__name;
}

describe("what `ocplab diff` says, beside what the stacks register", () => {
  const base = labOf();
  const traced = Error.stackTraceLimit;
  const standing = new Map<string, Made>();
  let libvirt: LibvirtPlugin | undefined;

  before(async () => {
    // the SDK takes a stack trace for every promise, which is most of the time that this takes
    Error.stackTraceLimit = 0;
    pulumi.runtime.setAllConfig({ "ocplab:bmcPassword": "of-the-bmcs" }, ["ocplab:bmcPassword"]);
    libvirt = await LibvirtPlugin.start();
    for (const stack of stacksOf(base)) {
      const one = await made(base, stack);
      if (one) standing.set(stack, one);
    }
  });
  after(() => {
    libvirt?.stop();
    Error.stackTraceLimit = traced;
    pulumi.runtime.setAllConfig({});
  });

  for (const [what, change] of Object.entries(changes)) {
    it(`is the same of a change of ${what}`, async () => {
      assert.ok(libvirt);
      const head = labOf(change);
      const diff = diffLabs(base, head);
      const stacks: string[] = [];
      const actions: string[] = [];
      for (const stack of new Set([...stacksOf(base), ...stacksOf(head)])) {
        const [was, is] = [standing.get(stack), await made(head, stack)];
        const same = was && is && isDeepStrictEqual(comparable(was), comparable(is));
        if (!same) stacks.push(`${stack} ${was && is ? "changed" : is ? "created" : "removed"}`);
        actions.push(...(await machineActions(libvirt, stack, was, is)));
      }
      const said = diff.stacks.map((one) => `${one.stack} ${one.change}`);
      assert.deepEqual(said.sort(), stacks.sort());
      const told = diff.clusters.flatMap(({ name, machines }) =>
        machines
          .filter(({ action }) => action !== "kept")
          .map(({ node, action }) => `${name} ${node} ${action}`),
      );
      assert.deepEqual(told.sort(), actions.sort());
    });
  }

  it("has every way in which a machine can change among these", () => {
    const seen = Object.values(changes).flatMap((change) =>
      diffLabs(base, labOf(change)).clusters.flatMap(({ machines }) =>
        machines.map(({ action }) => action),
      ),
    );
    const all: Action[] = ["created", "kept", "rebuilt", "removed", "restarted", "updated"];
    assert.deepEqual([...new Set(seen)].sort(), all);
  });
});

function stacksOf(lab: Lab): string[] {
  return [foundationStackName, ...Object.keys(lab.clusters)];
}

/** What the engine would do to each machine of a stack: `ocp1 master-0 rebuilt`. */
async function machineActions(
  libvirt: LibvirtPlugin,
  stack: string,
  was: Made | undefined,
  is: Made | undefined,
): Promise<string[]> {
  const nodes = new Set([was, is].flatMap((side) => nodesOf(side)));
  const actions: string[] = [];
  for (const node of nodes) {
    const [isOld, isNew] = [nodesOf(was).includes(node), nodesOf(is).includes(node)];
    if (was && is && isOld && isNew) {
      const action = await actionOf(libvirt, node, was.resources, is.resources);
      if (action !== undefined) actions.push(`${stack} ${node} ${action}`);
    } else {
      actions.push(`${stack} ${node} ${isNew ? "created" : "removed"}`);
    }
  }
  return actions;
}

function nodesOf(side: Made | undefined): string[] {
  const all = [...(side?.resources.values() ?? [])];
  return all.filter(({ type }) => type === "ocplab:cluster:Node").map(({ name }) => name);
}

async function actionOf(
  libvirt: LibvirtPlugin,
  node: string,
  was: ReadonlyMap<string, Registered>,
  is: ReadonlyMap<string, Registered>,
): Promise<Action | undefined> {
  const provider = (side: ReadonlyMap<string, Registered>): string | undefined =>
    providerOf(side.get(node)?.options ?? {});
  const disk = await changeOf(libvirt, was.get(`${node}-disk`), is.get(`${node}-disk`));
  const domain = await changeOf(libvirt, was.get(`${node}-domain`), is.get(`${node}-domain`));
  assert.notEqual(disk, "updated", "a disk has nothing that could change in place");
  if (provider(was) !== provider(is) || disk === "replaced") return "rebuilt";
  return domain === "replaced" ? "restarted" : domain;
}

/** As the engine goes about it: ignored inputs stay as they were, and some replace whatever the provider says. */
async function changeOf(
  libvirt: LibvirtPlugin,
  was: Registered | undefined,
  is: Registered | undefined,
): Promise<"replaced" | "updated" | undefined> {
  assert.ok(was && is);
  const ignored = new Set(is.options.ignoreChanges ?? []);
  const keys = new Set([...Object.keys(was.inputs), ...Object.keys(is.inputs)]);
  const changed = [...keys].filter(
    (key) => !ignored.has(key) && !isDeepStrictEqual(was.inputs[key], is.inputs[key]),
  );
  if (changed.length === 0) return undefined;
  const kept = Object.fromEntries([...ignored].map((key) => [key, was.inputs[key]]));
  const news = defined({ ...is.inputs, ...kept });
  const replaces = await libvirt.replaces(is.type, defined(was.inputs), news);
  const forced = (is.options.replaceOnChanges ?? []).some((key) => changed.includes(key));
  return forced || changed.some((key) => replaces.includes(key)) ? "replaced" : "updated";
}

function defined(inputs: Readonly<Record<string, unknown>>): Wire {
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Wire;
}
