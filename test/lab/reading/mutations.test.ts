import assert from "node:assert/strict";

import fc from "fast-check";
import { stringify } from "yaml";

import { addressText } from "../../../lab/ipv4.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { labData, modelOf, subnetStart, type LabData } from "../arbitraryLab.ts";
import { problemsOf } from "./badFile.ts";

/** What is done to the data of a sound lab, and what one line of the message must then have. */
interface Mutation {
  readonly title: string;
  /** Names in `parties` must all be in one line; undefined where the lab has no such two things. */
  readonly apply: (data: LabData, choose: Choose) => readonly string[] | undefined;
}

type Choose = <T>(from: readonly T[]) => T;

const mutations: readonly Mutation[] = [
  {
    title: "a server's address that is another server's",
    apply: ({ servers }, choose) => {
      const [one, other] = two(Object.keys(servers), choose);
      Object.assign(entry(servers, one), { address: entry(servers, other).address });
      return [one, other];
    },
  },
  {
    title: "a server's address that is the gateway's",
    apply: ({ servers }, choose) => {
      const name = choose(Object.keys(servers));
      Object.assign(entry(servers, name), { address: "10.0.0.1" });
      return [`servers.${name}.address`, "the gateway"];
    },
  },
  {
    title: "an id that is another cluster's",
    apply: ({ clusters }, choose) => {
      if (Object.keys(clusters).length < 2) return undefined;
      const [one, other] = two(Object.keys(clusters), choose);
      Object.assign(entry(clusters, one), { id: entry(clusters, other).id });
      return [one, other];
    },
  },
  {
    title: "a first address that is another cluster's",
    apply: ({ clusters }, choose) => {
      if (Object.keys(clusters).length < 2) return undefined;
      const [one, other] = two(Object.keys(clusters), choose);
      Object.assign(entry(clusters, one), { firstAddress: entry(clusters, other).firstAddress });
      return [one, other];
    },
  },
  {
    title: "a first address that is the jumphost's",
    apply: ({ clusters }, choose) => {
      const name = choose(Object.keys(clusters));
      Object.assign(entry(clusters, name), { firstAddress: "10.0.0.2" });
      return [`clusters.${name}.firstAddress`, "the jumphost"];
    },
  },
  {
    title: "a node's address that is a server's",
    apply: ({ clusters, servers }, choose) => {
      const name = choose(Object.keys(clusters));
      const server = choose(Object.keys(servers));
      const { nodes } = entry(clusters, name);
      nodes["master-0"] = { ...nodes["master-0"], address: entry(servers, server).address };
      return [`clusters.${name}.nodes.master-0.address`, `server ${server}`];
    },
  },
  {
    title: "a node's address in another cluster's block",
    apply: ({ clusters }, choose) => {
      if (Object.keys(clusters).length < 2) return undefined;
      const [one, other] = two(Object.keys(clusters), choose);
      const { nodes } = entry(clusters, one);
      nodes["master-0"] = { ...nodes["master-0"], address: entry(clusters, other).firstAddress };
      return [one, other];
    },
  },
  {
    title: "a VIP that is a machine of its own cluster",
    apply: (data, choose) => {
      const several = Object.keys(data.clusters).filter(
        (name) => "vips" in entry(data.clusters, name),
      );
      if (several.length === 0) return undefined;
      const name = choose(several);
      const plan = buildPlan(modelOf(data)).clusters.find((cluster) => cluster.name === name);
      const node = choose(plan?.nodes ?? []);
      Object.assign(entry(data.clusters, name), { vips: { ingress: node.address } });
      return [`clusters.${name}.`, node.key];
    },
  },
  {
    title: "a MAC that a node of another cluster has",
    apply: (data, choose) => {
      if (Object.keys(data.clusters).length < 2) return undefined;
      const [one, other] = two(Object.keys(data.clusters), choose);
      const plan = buildPlan(modelOf(data)).clusters.find((cluster) => cluster.name === other);
      const node = choose(plan?.nodes ?? []);
      const { nodes } = entry(data.clusters, one);
      nodes["master-0"] = {
        ...nodes["master-0"],
        mac: node.macs.provisioning ?? node.macs.baremetal,
      };
      return [one, other];
    },
  },
  {
    title: "a server that there is not",
    apply: ({ clusters }, choose) => {
      const name = choose(Object.keys(clusters));
      Object.assign(entry(clusters, name), { server: "server9" });
      return [`clusters.${name}.server`, '"server9"'];
    },
  },
  {
    title: "a retired server under a cluster",
    apply: ({ clusters, servers }, choose) => {
      const name = choose(Object.keys(clusters));
      const server = String(entry(clusters, name).server);
      Object.assign(entry(servers, server), { retired: true });
      return [`clusters.${name}.server`, `server ${server} is retired`];
    },
  },
  {
    title: "a server with too little memory",
    apply: (data, choose) => {
      const plan = buildPlan(modelOf(data));
      const cluster = choose(plan.clusters);
      const server = choose(cluster.servers);
      Object.assign(entry(data.servers, server), { memory: "1GiB" });
      return [`servers.${server}.memory`, `${cluster.name} `];
    },
  },
  {
    title: "a hub that deploys nothing",
    apply: ({ clusters }, choose) => {
      const spokes = Object.keys(clusters).filter((name) => "hub" in entry(clusters, name));
      if (spokes.length === 0) return undefined;
      const name = choose(spokes);
      Object.assign(entry(clusters, name), { hub: name });
      return [`clusters.${name}.hub`, `cluster ${name} is of type`];
    },
  },
  {
    title: "a second hub",
    apply: ({ clusters }) => {
      const hub = Object.keys(clusters).find((name) => entry(clusters, name).type === "acm");
      if (hub === undefined) return undefined;
      const second = { ...structuredClone(entry(clusters, hub)), id: 60000, nodes: {}, vips: {} };
      clusters.another = { ...second, firstAddress: addressText(subnetStart + 3900) };
      return ["clusters.another.type", hub];
    },
  },
  {
    title: "a subnet that ends before the last cluster",
    apply: ({ network }) => {
      Object.assign(network, { subnet: "10.0.0.0/28" });
      // where it is one address alone that is outside, that one is told
      return ["10.0.0.0/28"];
    },
  },
];

describe("a sound lab that is changed in one place", () => {
  it("is sound", () => {
    fc.assert(
      fc.property(labData, (data) => {
        assert.deepEqual(problemsOf(stringify(data)), []);
      }),
      { numRuns: 30 },
    );
  });

  for (const { title, apply } of mutations) {
    it(`is refused for ${title}, and both are named`, () => {
      fc.assert(
        fc.property(labData, fc.infiniteStream(fc.nat()), (sound, numbers) => {
          const data = structuredClone(sound);
          const choose: Choose = (from) => chosen(from, numbers);
          const parties = apply(data, choose);
          if (!parties) return;
          const problems = problemsOf(stringify(data));
          const told = problems.some((line) => parties.every((party) => names(line, party)));
          assert.ok(told, `${parties.join(" and ")} in none of\n${problems.join("\n")}`);
        }),
        { numRuns: 10 },
      );
    });
  }
});

/** As a whole word: c1 is not in c10. */
function names(line: string, party: string): boolean {
  const pattern = party.replaceAll(/[^\w ]/g, "\\$&");
  return new RegExp(`(?<!\\w)${pattern}${/\w$/.test(party) ? "(?!\\w)" : ""}`).test(line);
}

function chosen<T>(from: readonly T[], numbers: Iterator<number, unknown>): T {
  const next = numbers.next();
  const value = from[Number(next.value) % from.length];
  assert.ok(value !== undefined);
  return value;
}

function two(names: readonly string[], choose: Choose): [string, string] {
  const one = choose(names);
  return [one, choose(names.filter((name) => name !== one))];
}

function entry<T>(map: Record<string, T>, name: string): T {
  const value = map[name];
  assert.ok(value !== undefined);
  return value;
}
