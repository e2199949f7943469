import assert from "node:assert/strict";
import { join } from "node:path";

import type { ClusterPlan, NodePlan, Plan } from "../../lab/plan.ts";
import { buildPlan } from "../../lab/plan.ts";
import { readLab } from "../../lab/read.ts";
import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { tell } from "./figures.ts";
import { guestsAnswer } from "./guests.ts";
import { tryAll } from "./matrix.ts";
import { carriesBootstrap, misdeeds, movesVip, takesAddress, takesMac } from "./misdeeds.ts";

const hosts = ["jumphost", "server1", "server2"] as const;
const stacks = ["lab", "ocp1", "sno1", "sno2", "sno3"] as const;
/** What libvirt itself leaves of a machine that ran when the power was cut (docs/unverified.md). */
const libvirtsOwn = /\/var\/lib\/libvirt\/qemu\/(channel\/target\/)?domain-\d+-/;
/** On each server one strict cluster and one that is not. */
const strict = ["ocp1", "sno2"] as const;

describe("clusters that are kept apart", function () {
  this.timeout(900_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(2);
    lab.editLab((file) => {
      file.deleteIn(["servers", "server3"]);
      file.deleteIn(["clusters", "ocp1", "workers"]);
      for (const name of ["ocp1", "sno1", "sno2"]) file.deleteIn(["clusters", name, "install"]);
      const sno3 = { type: "sno", id: 4, server: "server2", firstAddress: "192.0.2.42" };
      const sizes = { master: { memory: "96MiB", vcpus: 1, disk: "40MiB" } };
      file.setIn(["clusters", "sno3"], { ...sno3, image: ".box/guest.qcow2", sizes });
    });
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    await lab.must("./ocplab", "up");
    await guestsAnswer(lab, nodes());
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const plan = (): Plan => buildPlan(readLab(join(lab.folder, "lab.yaml")));
  const nodes = (): NodePlan[] => plan().clusters.flatMap((cluster) => cluster.nodes);
  const cluster = (name: string): ClusterPlan => found(plan().clusters, (one) => one.name === name);
  const node = (name: string): NodePlan => found(nodes(), (one) => one.name === name);

  function found<T>(all: readonly T[], is: (one: T) => boolean): T {
    const one = all.find(is);
    assert.ok(one);
    return one;
  }

  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** Machines of both servers with their ids, which change at every start. */
  const running = async (): Promise<string> =>
    (await sh("server1", "virsh --quiet list")) + (await sh("server2", "virsh --quiet list"));

  async function assertMatrix(what: string, from?: (node: NodePlan) => boolean): Promise<number> {
    const { pairs, closed, wrong } = await tryAll(lab, plan(), from);
    assert.deepEqual(wrong, []);
    tell("Isolation", what, `${String(pairs)} tries, ${String(closed)} closed, all as planned`);
    return closed;
  }

  /** What each of the machines gets away with. */
  async function done(name: string): Promise<string[]> {
    const away: string[] = [];
    for (const [what, act] of Object.entries(misdeeds)) {
      if (await act(lab, plan(), node(name))) away.push(what);
    }
    return away;
  }

  async function assertUnchanged(): Promise<void> {
    for (const stack of stacks) assert.deepEqual(await lab.changes(stack), [], stack);
  }

  it("reach each other, and their machines get away with all, before any of them is strict", async () => {
    assert.equal(await assertMatrix("all pairs, no cluster strict"), 0);
    assert.deepEqual(await done("ocp1-master-0"), Object.keys(misdeeds));
  });

  it("become strict without a restart", async () => {
    lab.editLab((file) => {
      for (const name of strict) file.setIn(["clusters", name, "isolation"], "strict");
    });
    const before = await running();
    await lab.must("./ocplab", "up", ...strict);
    assert.equal(await running(), before);
    await assertUnchanged();
    tell("Isolation", "a cluster becomes strict", "0 machines restarted");
  });

  it("reach whom they may, and none of another that is not strict either", async () => {
    assert.ok((await assertMatrix("all pairs, two clusters strict")) > 0);
  });

  it("have machines that answer no DHCP, and take nobody's MAC or address", async () => {
    for (const name of ["ocp1-master-0", "sno2-master-0"]) assert.deepEqual(await done(name), []);
    const [one, other] = [node("ocp1-master-0"), node("ocp1-master-1")];
    assert.equal(await takesMac(lab, plan(), one, other.macs.baremetal), false);
    assert.equal(await takesAddress(lab, plan(), one, other.address), false);
    const bootstrap = cluster("ocp1").bootstrap?.mac ?? "";
    assert.equal(await takesMac(lab, plan(), one, bootstrap), false);
    tell("Isolation", Object.keys(misdeeds).join(", "), "0 got through");
  });

  it("have VIPs that move between masters, and a bootstrap machine inside provisionhost", async () => {
    const { api } = cluster("ocp1");
    for (const name of ["ocp1-master-0", "ocp1-master-1", "ocp1-master-0"]) {
      assert.equal(await movesVip(lab, plan(), node(name), api), node(name).macs.baremetal);
    }
    const ocp1 = cluster("ocp1");
    assert.ok(await carriesBootstrap(lab, plan(), ocp1, node("ocp1-provisionhost")));
    tell("Isolation", "the API's VIP moves, the bootstrap machine speaks", "all answered");
  });

  it("stay so when a machine starts again, by the name of its port", async () => {
    await sh("server2", "virsh --quiet destroy sno2-master-0; virsh --quiet start sno2-master-0");
    assert.match(await sh("server2", "ls /sys/class/net/br0/brif"), /^oc3-m0$/m);
    await guestsAnswer(lab, [node("sno2-master-0")]);
    await assertMatrix("a machine started again", ({ name }) => name.startsWith("sno"));
    assert.deepEqual(await lab.changes("sno2"), []);
  });

  it("show a rule that was added by hand, and lose it again", async () => {
    const rule = "nft insert rule bridge ocplab_isolation_3 to_machine accept";
    await sh("server2", rule);
    assert.deepEqual(await lab.changes("sno2"), ["update server2-isolation-table"]);
    await lab.up("sno2");
    assert.deepEqual(await lab.changes("sno2"), []);
    assert.doesNotMatch(await table("server2", 3), /chain to_machine \{\n\t\taccept/);
  });

  const table = (host: string, id: number): Promise<string> =>
    sh(host, `nft -s list table bridge ocplab_isolation_${String(id)}`);

  it("stay so when the distribution's own rules are loaded, which flush all others", async () => {
    const before = await table("server1", 1);
    for (const verb of ["start", "reload", "restart", "stop"]) {
      await sh("server1", `systemctl ${verb} nftables`);
      // these two flush all as well, and only an up knows of it
      if (verb === "start" || verb === "stop") await lab.up("ocp1");
      // systemctl waits for that unit, and not for those that follow it
      await lab.until("server1", "nft list table bridge ocplab_isolation_1 >/dev/null 2>&1");
      assert.equal(await table("server1", 1), before, verb);
    }
  });

  it("stay so when a server starts again: the rules are there before its machines", async () => {
    const before = await table("server2", 3);
    await lab.kill("server2");
    await lab.start("server2");
    const loaded = "systemctl show -P ActiveEnterTimestampMonotonic ocplab-isolation-sno2";
    const libvirt = "systemctl show -P ExecMainStartTimestampMonotonic libvirtd";
    const times = [Number(await sh("server2", loaded)), Number(await sh("server2", libvirt))];
    assert.ok((times[0] ?? 0) > 0 && (times[0] ?? 0) < (times[1] ?? 0), times.join(" "));
    assert.equal(await table("server2", 3), before);
    await guestsAnswer(lab, nodes());
    await assertMatrix("a server started again", ({ server }) => server === "server2");
    await assertUnchanged();
  });

  it("leave nothing on any host", async () => {
    lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "isolation"], "none");
    });
    const before = await running();
    await lab.up("sno2");
    assert.equal(await running(), before);
    await assertUnchanged();
    await lab.must("./ocplab", "destroy", "--yes");
    for (const host of hosts) {
      const found = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(
        found.filter((line) => !libvirtsOwn.test(line)),
        [],
        host,
      );
      assert.doesNotMatch(await sh(host, "nft list tables"), /ocplab/);
    }
  });
});
