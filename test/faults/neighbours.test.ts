import assert from "node:assert/strict";
import { join } from "node:path";

import { buildPlan, type ClusterPlan, type Plan } from "../../lab/plan.ts";
import { readLab } from "../../lab/read.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { tell } from "./figures.ts";
import { guestsAnswer } from "./guests.ts";
import { noticed, type Notice } from "./neighbours.ts";

/** That sno2 changes beside: one that runs on its server, one on another, strict, and one that is switched off. */
const others = ["sno1", "sno3", "sno4"] as const;
const leases = "/var/lib/ocplab/dnsmasq/leases";

describe("the neighbours of a cluster", function () {
  this.timeout(900_000);
  const lab = new TestLab();
  let addNeighbour: () => void;

  before(async () => {
    await lab.boxUp(2);
    lab.editLab((file) => {
      file.deleteIn(["servers", "server3"]);
      file.deleteIn(["clusters", "ocp1"]);
      for (const name of ["sno1", "sno2"]) file.deleteIn(["clusters", name, "install"]);
      file.setIn(["clusters", "sno2", "server"], "server1");
      // so that machines that run renew theirs in the meantime
      file.setIn(["network", "leaseTime"], "2m");
      const sizes = { master: { memory: "96MiB", vcpus: 1, disk: "40MiB" } };
      const more = { type: "sno", server: "server2", image: ".box/guest.qcow2", sizes };
      const sno3 = { ...more, id: 4, firstAddress: "192.0.2.42", isolation: "strict" };
      file.setIn(["clusters", "sno3"], sno3);
      const off = { nodes: { "master-0": { power: "installer" } } };
      file.setIn(["clusters", "sno4"], { ...more, id: 5, firstAddress: "192.0.2.43", ...off });
    });
    addNeighbour = lab.editLab((file) => {
      file.deleteIn(["clusters", "sno2"]);
    });
    await lab.must("./ocplab", "up");
    await guestsAnswer(
      lab,
      plan().clusters.flatMap(({ nodes }) => nodes.filter(({ power }) => power === "ours")),
    );
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const plan = (): Plan => buildPlan(readLab(join(lab.folder, "lab.yaml")));
  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** Ids of machines, which change at every start, and leases but for their times. */
  async function theirs(): Promise<string> {
    const machines = "virsh --quiet list --all | grep 'sno[134]' | sed 's/  */ /g'";
    const kept = `grep -E ' 192\\.0\\.2\\.4[02] ' ${leases} | cut -d ' ' -f 2- | sort`;
    return [
      await sh("server1", machines),
      await sh("server2", machines),
      await sh("jumphost", kept),
    ].join("");
  }

  /** What the others notice while something is done beside them: so many answers of DNS each, and nothing else. */
  async function lose(atMost: number, what: string, act: () => Promise<unknown>): Promise<void> {
    const observed = plan().clusters.filter(({ name }) => others.some((other) => other === name));
    assert.equal(observed.length, others.length);
    const before = await theirs();
    const notices = await noticed(lab, plan(), observed, act);
    tell("Neighbours", what, notices.map(words).join("; "));
    assert.equal(await theirs(), before);
    for (const { cluster, names, lease, ping } of notices) {
      const planned = observed.find(({ name }) => name === cluster)?.api;
      assert.ok(names.sent > 100 && names.lost <= atMost, what);
      assert.ok(lease === undefined || (lease.sent > 10 && lease.lost === 0), what);
      assert.equal(lease?.address ?? planned, planned);
      assert.ok(ping === undefined || (ping.sent > 100 && ping.lost === 0), what);
    }
    assert.ok(notices.some(({ lease }) => lease) && notices.some(({ ping }) => ping));
  }

  /** Whether a preview of sno2 says that dnsmasq is restarted for it. */
  async function announced(): Promise<boolean> {
    const { code, text } = await lab.pulumi("preview", "-s", "sno2", "--diff");
    assert.equal(code, 0, text);
    return /verb *: "restart"/.test(text);
  }

  const up = (): Promise<string> => lab.must("./ocplab", "up", "sno2");
  const destroy = (): Promise<string> => lab.must("./ocplab", "destroy", "--yes", "sno2");
  const sno2 = (): ClusterPlan | undefined => plan().clusters.find(({ name }) => name === "sno2");

  it("lose two answers each at most when it is added, which its preview announces", async () => {
    addNeighbour();
    await lab.must("pulumi", "stack", "init", "sno2");
    assert.ok(await announced());
    await lose(2, "a cluster is added", up);
  });

  it("lose nothing when a strict one's filter comes to know of it", async () => {
    assert.deepEqual(await lab.changes("sno3"), [
      "update server2-isolation-rules",
      "update server2-isolation-table",
    ]);
    await lose(0, "a strict neighbour's filter is loaded anew", () => lab.up("sno3"));
  });

  it("lose nothing when its machine changes, and is made anew for it", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "sizes", "master", "memory"], "100MiB");
    });
    assert.ok((await lab.changes("sno2")).includes("replace master-0-domain"));
    await lose(0, "a machine is made anew", up);
    undo();
    await lab.up("sno2");
  });

  it("lose nothing when a reservation of it changes", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "nodes", "master-0", "mac"], "52:54:00:00:03:77");
    });
    assert.equal(await announced(), false);
    await lose(0, "a reservation changes", up);
    undo();
    await lab.up("sno2");
  });

  it("lose two answers each at most when it goes, and when it is made again", async () => {
    await lose(2, "a cluster is destroyed", destroy);
    await lose(2, "a cluster is made again", up);
  });

  it("lose two answers each at most when it is removed, and its names are gone", async () => {
    const address = sno2()?.api ?? "";
    await lose(2, "a cluster is removed", destroy);
    const ask = "dig +noall +comments +tries=1 @192.0.2.1 api.sno2.lab.example.com";
    assert.match(await lab.inHost("server1", ...ask.split(" ")), /status: NXDOMAIN/);
    assert.equal(await sh("jumphost", `grep -c ' ${address} ' ${leases} || true`), "0\n");
  });

  it("share the wire with strangers, who get no lease", async () => {
    const program = `import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])
from ocplab import dhcp
client = dhcp.Client("switch", "52:54:00:ff:ff:01")
client.ask()
print(len(list(client.offers(5))))`;
    const agent = join(import.meta.dirname, "../../provider/agent");
    const said = await lab.must("/usr/bin/python3", "-c", program, agent);
    assert.equal(said, "0\n");
    tell("Neighbours", "an unknown MAC asks for a lease", "0 offers");
  });
});

/** Lost of sent. */
function words({ cluster, names, lease, ping }: Notice): string {
  const seen = [["answers", names] as const, ["leases", lease] as const, ["pings", ping] as const];
  const told = seen.flatMap(([what, one]) =>
    one ? [`${String(one.lost)} of ${String(one.sent)} ${what}`] : [],
  );
  return `${cluster} lost ${told.join(", ")}`;
}
