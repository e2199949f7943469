import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { buildImages } from "../../../box/image.ts";
import { mayReach } from "../../../lab/isolation/identity.ts";
import { isolatedPorts } from "../../../lab/isolation/ports.ts";
import { isolationTable, renderIsolation } from "../../../lab/isolation/rules.ts";
import type { ClusterPlan, NodePlan, Plan } from "../../../lab/plan.ts";
import { assertGolden } from "../golden.ts";
import { advertisement, arp, ethernet, everybody, tagged, udp, type End } from "./frames.ts";
import { isolatedPlan } from "./isolatedLab.ts";

const plan = isolatedPlan();
const ocp1 = clusterOf(plan, "ocp1");
const rules = renderIsolation(plan, ocp1, "server1");

function clusterOf({ clusters }: Plan, name: string): ClusterPlan {
  const found = clusters.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

function nodeOf({ nodes }: ClusterPlan, key: string): NodePlan {
  const found = nodes.find((one) => one.key === key);
  assert.ok(found);
  return found;
}

function endOf(cluster: ClusterPlan, key: string): End {
  const { macs, address } = nodeOf(cluster, key);
  return { mac: macs.baremetal, address };
}

describe("the filter of a strict cluster", () => {
  it("is as in the golden file", () => {
    assertGolden("isolation/ocp1-server1.nft", rules);
  });

  it("stays as it is when another cluster gets more nodes within its block", () => {
    const grown = ["sno1: { type: sno", "sno1: { type: abi, size: 20"] as const;
    const more = ["type: abi, size: 20", "type: abi, size: 20, workers: 2"] as const;
    const moved = ["firstAddress: 192.0.2.40", "firstAddress: 192.0.2.60"] as const;
    const before = isolatedPlan(grown, moved);
    const after = isolatedPlan(grown, moved, more);
    const [one, other] = [before, after].map((of) =>
      renderIsolation(of, clusterOf(of, "ocp1"), "server1"),
    );
    assert.equal(one, other);
  });

  it("names no MAC of its own among those of others", () => {
    // its one node has a MAC out of the room of cluster sno2
    const text = renderIsolation(plan, clusterOf(plan, "sno3"), "server2");
    const set = /set other_macs \{[^}]*elements = \{ ([^}]*) \}/.exec(text)?.[1];
    assert.equal(
      set,
      "52:54:00:00:02:00-52:54:00:00:04:76, 52:54:00:00:04:78-52:54:00:00:04:ff, " +
        "52:54:01:00:02:00-52:54:01:00:02:ff",
    );
  });

  it("lets a hub and its spokes reach each other, and spokes no other spoke", () => {
    const hub = isolatedPlan(
      ["eno1 }\n  server2", "eno1, provisioningNic: eno2 }\n  server2"],
      ["192.0.2.12, nic: eno1", "192.0.2.12, nic: eno1, provisioningNic: eno2"],
      ["type: ipi, id: 2", "type: acm, id: 2"],
      [
        "server: server1, firstAddress: 192.0.2.40",
        "hub: ocp1, server: server1, firstAddress: 192.0.2.40, isolation: strict",
      ],
      [
        "server: server2, firstAddress: 192.0.2.41",
        "hub: ocp1, server: server2, firstAddress: 192.0.2.41",
      ],
    );
    const [one, spoke, other] = ["ocp1", "sno1", "sno2"].map((name) => clusterOf(hub, name));
    assert.ok(one && spoke && other);
    assert.ok(mayReach(one, spoke) && mayReach(other, one) && !mayReach(spoke, other));
    const ports = isolatedPorts(spoke, nodeOf(spoke, "master-0")).map(({ device }) => device);
    assert.deepEqual(ports, ["oc3-m0p", "oc3-m0"]);
    // the hub hands out addresses on the provisioning network
    const chain = (name: string, text: string): string =>
      new RegExp(`chain ${name} \\{[^}]*\\{?[^}]*\\}`).exec(text)?.[0] ?? "";
    assert.match(chain("from_oc2-m0p", renderIsolation(hub, one, "server1")), /goto from_machine/);
    assert.match(chain("from_oc3-m0p", renderIsolation(hub, spoke, "server1")), /goto answer/);
  });
});

describe("the ports of a strict cluster's machines", () => {
  it("have names of 15 bytes at most, and names and groups that no other one has", () => {
    const large = {
      ...ocp1,
      id: 65535,
      provisioning: { network: "n", bridge: "br1", mode: "bridged" },
    } as const;
    const small = { ...large, id: 65534 };
    const keys = ["provisionhost"];
    for (let i = 0; i < 5; i++) keys.push(`master-${String(i)}`);
    for (let i = 0; i < 124; i++) keys.push(`worker-${String(i)}`);
    const macs = { baremetal: "52:54:00:00:00:01", provisioning: "52:54:01:00:00:01" };
    const ports = [large, small].flatMap((cluster) =>
      keys.flatMap((key) => isolatedPorts(cluster, { ...nodeOf(ocp1, "master-0"), key, macs })),
    );
    assert.equal(new Set(ports.map(({ device }) => device)).size, 2 * 2 * 130);
    assert.equal(new Set(ports.map(({ group }) => group)).size, 2 * 2 * 130);
    assert.ok(ports.every(({ device }) => device.length <= 15));
    // the kernel keeps them as a number with a sign
    assert.ok(ports.every(({ group }) => group > 0 && group < 2 ** 31));
  });

  it("are none where the cluster is not strict", () => {
    const sno1 = clusterOf(plan, "sno1");
    assert.deepEqual(isolatedPorts(sno1, nodeOf(sno1, "master-0")), []);
  });
});

interface Told {
  readonly arrived: readonly (readonly string[])[];
  readonly listed: readonly string[];
}

/** A frame at one port, and whether it is to get to another. */
interface Try {
  readonly what: string;
  readonly at: string;
  readonly frame: Buffer;
  readonly to: string;
  readonly passes: boolean;
}

describe("the filter of a strict cluster, as nftables and a bridge have it", () => {
  const wire = "eno1";
  const key = (node: NodePlan): string => isolatedPorts(ocp1, node)[0]?.device ?? "";
  // one machine was started before its cluster became strict
  const old = nodeOf(ocp1, "master-2");
  const portOf = (node: NodePlan): string => (node === old ? "vnet7" : key(node));
  const neighbour = { port: "vnet1", end: endOf(clusterOf(plan, "sno1"), "master-0") };
  const elsewhere = endOf(clusterOf(plan, "sno2"), "master-0");
  const router: End = { mac: "02:00:00:00:00:fe", address: "192.0.2.254" };
  const jumphost: End = { mac: "02:00:00:00:00:01", address: "192.0.2.1" };
  const outside: End = { mac: "52:54:00:99:99:99", address: "192.0.2.99" };
  const [first, second] = [nodeOf(ocp1, "master-0"), nodeOf(ocp1, "master-1")];
  const master = endOf(ocp1, "master-0");
  const host = nodeOf(ocp1, "provisionhost");
  const inside = { mac: ocp1.bootstrap?.mac ?? "", address: ocp1.bootstrap?.address ?? "" };
  const vip: End = { ...master, address: ocp1.api };
  const at = portOf(first);
  const no = false;

  const tries: Try[] = [
    ...ocp1.nodes.flatMap((one) =>
      ocp1.nodes.filter((other) => other !== one).flatMap((other) => both(one, other)),
    ),
    ...ocp1.nodes.flatMap((node) => {
      const end = endOf(ocp1, node.key);
      return [
        ...[jumphost, router, outside].flatMap((one) => talk(node, end, wire, one, true)),
        ...talk(node, end, neighbour.port, neighbour.end, false),
        ...talk(node, end, wire, elsewhere, false),
      ];
    }),
    out(
      "one of another cluster through the router",
      udp(master, neighbour.end, undefined, router.mac),
      no,
    ),
    {
      what: "an answer of one of another cluster through the router",
      ...{ at: wire, to: at, passes: false },
      frame: udp({ ...neighbour.end, mac: router.mac }, master),
    },
    out("DHCP's question", udp({ ...master, address: "0.0.0.0" }, everybody, [68, 67]), true),
    {
      what: "DHCP's answer to a machine",
      ...{ at: wire, to: at, passes: true },
      frame: udp(jumphost, { ...master, address: everybody.address }, [67, 68]),
    },
    out("DHCP's answer of a machine", udp(master, everybody, [67, 68]), no),
    out("DHCP's answer from another port", udp(master, everybody, [1067, 68]), no),
    out("anything else without an address", udp({ ...master, address: "0.0.0.0" }, jumphost), no),
    out("a router advertisement", advertisement(master.mac), no),
    {
      what: "a router advertisement to a machine",
      at: wire,
      frame: advertisement(router.mac),
      to: at,
      passes: false,
    },
    out("what is in a VLAN", tagged(udp(master, jumphost)), no),
    out(
      "a protocol that is none of the cluster's",
      ethernet(master.mac, jumphost.mac, 0x88b5, Buffer.alloc(50)),
      no,
    ),
    out("another's MAC", udp({ ...master, mac: outside.mac }, jumphost), no),
    out("a fellow node's MAC", udp({ ...endOf(ocp1, "master-1") }, jumphost), no),
    out("another's address", udp({ ...master, address: outside.address }, jumphost), no),
    out("a fellow node's address", udp({ ...master, address: second.address }, jumphost), no),
    out(
      "a claim of another's address",
      arp({ ...master, address: jumphost.address }, { ...everybody, address: jumphost.address }),
      no,
    ),
    out(
      "a claim of an address for another's MAC",
      arp(master, { ...everybody, address: master.address }, jumphost.mac),
      no,
    ),
    out(
      "a question before it takes an address",
      arp({ ...master, address: "0.0.0.0" }, { ...everybody, address: master.address }),
      true,
    ),
    ...[first, second].flatMap((node) => {
      const holder = { ...endOf(ocp1, node.key), address: ocp1.api };
      return [
        {
          what: `the API's VIP on ${node.key}`,
          at: portOf(node),
          frame: udp(holder, jumphost),
          to: wire,
          passes: true,
        },
        {
          what: `a claim of it on ${node.key}`,
          at: portOf(node),
          frame: arp(holder, vip),
          to: wire,
          passes: true,
        },
      ];
    }),
    out(
      "an address that the block keeps free",
      udp({ ...master, address: "192.0.2.31" }, jumphost),
      true,
    ),
    {
      what: "the machine inside provisionhost",
      at: portOf(host),
      frame: udp(inside, jumphost),
      to: wire,
      passes: true,
    },
    {
      what: "what is sent to it",
      at: wire,
      frame: udp(jumphost, inside),
      to: portOf(host),
      passes: true,
    },
    out("its MAC at another machine", udp(inside, jumphost), no),
    {
      what: "what machines of other clusters do",
      ...{ at: neighbour.port, to: wire, passes: true },
      frame: udp({ ...neighbour.end, address: outside.address }, everybody, [67, 68]),
    },
  ];

  function out(what: string, frame: Buffer, passes: boolean): Try {
    return { what, at, frame, to: wire, passes };
  }

  function both(one: NodePlan, other: NodePlan): Try[] {
    return talk(one, endOf(ocp1, one.key), portOf(other), endOf(ocp1, other.key), true).slice(0, 2);
  }

  /** What a node and another end say to each other. */
  function talk(node: NodePlan, end: End, port: string, other: End, passes: boolean): Try[] {
    const what = `between ${node.key} and ${other.address}`;
    return [
      { what, at: portOf(node), frame: udp(end, other), to: port, passes },
      { what, at: portOf(node), frame: arp(end, other), to: port, passes },
      { what, at: port, frame: udp(other, end), to: portOf(node), passes },
      { what, at: port, frame: arp(other, end), to: portOf(node), passes },
    ];
  }

  /** Sends all frames through a bridge with these rules; see wire.py. */
  async function wireWith(loaded: string): Promise<Told> {
    const { base } = await buildImages(() => undefined);
    const input = JSON.stringify({
      nft: ["chroot", base, "nft"],
      rules: loaded,
      table: isolationTable(ocp1),
      ports: [...ocp1.nodes.map(portOf), neighbour.port, wire],
      groups: { [portOf(old)]: isolatedPorts(ocp1, old)[0]?.group },
      frames: tries.map((one) => [one.at, one.frame.toString("hex")]),
    });
    const argv = ["--net", "/usr/bin/python3", join(__dirname, "wire.py")];
    return JSON.parse(execFileSync("unshare", argv, { input, encoding: "utf8" })) as Told;
  }

  /** The tries that did not go as expected, in words. */
  function wrong({ arrived }: Told, expected: (one: Try) => boolean): string[] {
    return tries
      .filter((one, number) => arrived[number]?.includes(one.to) !== expected(one))
      .map((one) => `${one.what}: ${one.at} to ${one.to}, to pass: ${String(expected(one))}`);
  }

  let told: Told;

  before(async () => {
    told = await wireWith(rules);
  });

  it("lets through what may pass, and nothing of the rest", () => {
    assert.deepEqual(
      wrong(told, ({ passes }) => passes),
      [],
    );
    assert.ok(tries.filter(({ passes }) => !passes).length > 30);
  });

  it("is what keeps them from passing", async () => {
    const open = await wireWith(`table bridge ${isolationTable(ocp1)} { }\n`);
    assert.deepEqual(
      wrong(open, () => true),
      [],
    );
  });

  it("reads the same after it was loaded again", () => {
    assert.equal(told.listed[0], told.listed[1]);
    assert.match(told.listed[0] ?? "", /iifname vmap/);
  });
});
