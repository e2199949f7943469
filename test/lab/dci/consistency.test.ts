import assert from "node:assert/strict";

import { parse, parseAllDocuments } from "yaml";

import { renderDci } from "../../../lab/dci/documents.ts";
import { renderClusterDhcp, renderClusterHosts } from "../../../lab/dnsmasq.ts";
import type { ClusterPlan, NodePlan, Plan } from "../../../lab/plan.ts";
import { clusterStack } from "../../../stacks/cluster.ts";
import { fingerprints } from "../../../lab/fingerprint.ts";
import { registered } from "../../stacks/registered.ts";
import { readPlan, textOf } from "./rendered.ts";

type Values = Readonly<Record<string, unknown>>;
interface Group {
  readonly hosts?: Readonly<Record<string, Values>>;
  readonly children?: Readonly<Record<string, Group>>;
}

const files = [
  "lab.yaml",
  ...["single-server", "ten-servers", "acm-hub", "seed"].map((name) => `examples/${name}.yaml`),
];
const labs: readonly (readonly [string, Plan])[] = files.map((file) => [file, readPlan(file)]);

/** An install of each cluster, also where the lab file enables none. */
function installed(cluster: ClusterPlan): ClusterPlan {
  const none = { extra: {}, inventoryExtra: {}, job: {}, hooks: {}, components: ["ocp"] };
  const folder = `/etc/ocplab/clusters/${cluster.name}`;
  const paths = { folder, inventoryPath: `${folder}/hosts`, pipelinePath: `${folder}/pipeline` };
  return { ...cluster, install: cluster.install ?? { ...none, ...paths, topic: "OCP-4.19" } };
}

/** Every host of an inventory by name, with the variables of all the groups that it is in. */
function hostsOf(group: Group): Map<string, Values> {
  const found = new Map<string, Values>(Object.entries(group.hosts ?? {}));
  for (const child of Object.values(group.children ?? {})) {
    for (const [name, vars] of hostsOf(child)) found.set(name, { ...found.get(name), ...vars });
  }
  return found;
}

function inventoryOf(plan: Plan, cluster: ClusterPlan): Group & { readonly vars: Values } {
  const documents = renderDci(plan, installed(cluster)) ?? assert.fail();
  const text = textOf(documents, "inventory");
  return (parse(text, { version: "1.1" }) as { all: Group & { vars: Values } }).all;
}

/** Whatever in a value is a MAC, an address or a UUID. */
function facts(value: unknown, pattern: RegExp): Set<string> {
  return new Set(JSON.stringify(value).match(pattern) ?? []);
}

const macs = /\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g;
const uuids = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function hostOf(hosts: ReadonlyMap<string, Values>, { key, fqdn }: NodePlan): Values {
  return hosts.get(key) ?? hosts.get(fqdn) ?? assert.fail(`no host ${key}`);
}

describe("all that is rendered for a cluster", () => {
  for (const [file, plan] of labs) {
    it(`has the same addresses and MACs in inventory and dnsmasq (${file})`, () => {
      for (const cluster of plan.clusters) {
        const { vars, ...groups } = inventoryOf(plan, cluster);
        const hosts = hostsOf(groups);
        const leased = new Map(
          lines(renderClusterDhcp(plan, cluster)).map((line) => {
            const [mac = "", address = "", name = ""] = line.split(",");
            return [name, { mac, address }];
          }),
        );
        for (const node of cluster.nodes) {
          const host = hostOf(hosts, node);
          const lease = leased.get(node.key);
          assert.equal(host.ansible_host, lease?.address, node.name);
          assert.ok(facts(host, macs).has(lease?.mac ?? ""), node.name);
        }
        if (cluster.bootstrap) {
          assert.equal(vars.externalMACAddress, leased.get("bootstrap")?.mac);
        }
        const names = new Map(
          lines(renderClusterHosts(cluster)).flatMap((line) => {
            const [address = "", ...of] = line.split(" ");
            return of.map((name) => [name, address] as const);
          }),
        );
        const { ocplab_names, ocplab_nodes } = vars as Record<string, Record<string, string>>;
        for (const [name, address] of Object.entries({ ...ocplab_names, ...ocplab_nodes })) {
          if (!name.startsWith("console.apps.")) assert.equal(address, names.get(name), name);
        }
      }
    });

    it(`has the same MACs, UUIDs and BMCs in inventory and plan, and no others (${file})`, () => {
      for (const cluster of plan.clusters) {
        const hosts = hostsOf(inventoryOf(plan, cluster));
        for (const node of cluster.nodes) {
          const host = hostOf(hosts, node);
          const own = Object.values(node.macs);
          for (const mac of facts(host, macs)) assert.ok(own.includes(mac), `${node.name} ${mac}`);
          if (!node.bmc) continue;
          assert.deepEqual([...facts(host, uuids)], [node.uuid]);
          const { address, redfishPort } = node.bmc;
          const url = `https://${address}:${String(redfishPort)}/redfish/v1/Systems/${node.uuid}`;
          assert.equal(host.ocplab_redfish, url);
        }
      }
    });
  }

  it("has no UUID twice in a lab", () => {
    for (const [, { clusters }] of labs) {
      const all = clusters.flatMap(({ nodes }) => nodes.map(({ uuid }) => uuid));
      assert.equal(new Set(all).size, all.length);
    }
  });

  it("has the same nodes in a spoke's ClusterInstance as in its inventory", () => {
    const plan = readPlan("examples/acm-hub.yaml");
    const spoke = plan.clusters.find(({ name }) => name === "spoke2") ?? assert.fail();
    const documents = renderDci(plan, spoke) ?? assert.fail();
    const instance = parseAllDocuments(textOf(documents, "cluster-instance")).at(-1)?.toJS() as {
      spec: { nodes: Values[] };
    };
    const hosts = hostsOf(inventoryOf(plan, spoke));
    assert.equal(instance.spec.nodes.length, spoke.nodes.length);
    for (const node of instance.spec.nodes) {
      const host = hosts.get(String(node.hostName));
      assert.equal(node.bootMACAddress, host?.mac);
      assert.equal(
        String(node.bmcAddress).replace("redfish-virtualmedia", "https"),
        host?.ocplab_redfish,
      );
      assert.match(
        JSON.stringify(node.nodeNetwork),
        new RegExp(`"ip":"${String(host?.ansible_host)}"`),
      );
    }
  });

  for (const [file, name] of [
    ["examples/ten-servers.yaml", "ocp1"],
    ["examples/acm-hub.yaml", "hub"],
  ] as const) {
    it(`has the same MACs in its machines as in its inventory (${name} of ${file})`, async () => {
      const plan = readPlan(file);
      const bare = { ...plan, clusters: plan.clusters.map(({ install: _, ...one }) => one) };
      const world = { outputs: { fingerprints: fingerprints(bare), sshPublicKey: "ssh-rsa AAAA" } };
      const resources = await registered(name, () => clusterStack(bare, name), world);
      const cluster = plan.clusters.find((candidate) => candidate.name === name) ?? assert.fail();
      const hosts = hostsOf(inventoryOf(plan, cluster));
      for (const node of cluster.nodes) {
        const domain = resources.get(`${node.key}-domain`)?.inputs;
        assert.equal(domain?.name, node.name);
        assert.deepEqual(facts(domain.networkInterfaces, macs), facts(hostOf(hosts, node), macs));
      }
    });
  }
});

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
