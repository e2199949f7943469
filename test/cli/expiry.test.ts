import assert from "node:assert/strict";

import { expiryOf } from "../../cli/expiry.ts";
import { buildPlan, type ClusterPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { sampleLab } from "../lab/sampleLab.ts";
import { typesLab } from "../lab/typesLab.ts";
import { FakePulumi } from "./fakePulumi.ts";

const now = new Date("2026-06-15T12:00:00Z");

/** The clusters of a lab with reservations by name. */
function clusters(
  text: string,
  reserved: Readonly<Record<string, string>>,
): readonly ClusterPlan[] {
  return buildPlan(parseLab(text)).clusters.map((cluster) => {
    const expires = reserved[cluster.name];
    return expires === undefined ? cluster : { ...cluster, reservation: { expires } };
  });
}

const names = (found: readonly ClusterPlan[]): string[] => found.map(({ name }) => name);

describe("the clusters that are over", () => {
  it("are those whose time has ended, and never one without an end", () => {
    const { over, kept, next } = expiryOf(
      clusters(typesLab, { abi1: "2026-06-14", old1: "2026-06-15", spoke1: "2026-07-01" }),
      now,
    );
    assert.deepEqual([names(over), kept, next?.name], [["abi1"], [], "old1"]);
  });

  it("are not those that are protected", () => {
    const all = clusters(sampleLab, { ocp1: "2026-01-01", sno1: "2026-01-01" });
    const { over, kept } = expiryOf(
      all.map((one) => (one.name === "ocp1" ? { ...one, protected: true } : one)),
      now,
    );
    assert.deepEqual(names(over), ["sno1"]);
    assert.deepEqual(kept, ["ocp1: it is over, and stays, as it is protected"]);
  });

  it("are not a hub before all of its spokes are", () => {
    const hub = { hub1: "2026-06-01", spoke1: "2026-06-01" };
    const { over, kept } = expiryOf(clusters(typesLab, hub), now);
    assert.deepEqual(names(over), ["spoke1"]);
    assert.deepEqual(kept, ["hub1: it is over, and stays, as it is the hub of spoke2"]);
    const all = expiryOf(clusters(typesLab, { ...hub, spoke2: "2026-06-01" }), now);
    assert.deepEqual(names(all.over), ["hub1", "spoke1", "spoke2"]);
  });
});

describe("ocplab expire", () => {
  let pulumi: FakePulumi;

  const until = (day: string): string =>
    sampleLab.replace("type: sno\n", `type: sno\n    owner: team-a\n    expires: ${day}\n`);

  beforeEach(() => {
    pulumi = new FakePulumi(until("2020-01-31"));
  });

  afterEach(() => {
    pulumi.remove();
  });

  /** An ssh that says what the jumphost's clock says, in seconds since 1970. */
  function jumphostSays(seconds: number): NodeJS.ProcessEnv {
    const answer = JSON.stringify({ facts: { now: seconds }, unknown: {} });
    return pulumi.program("ssh", `#!/bin/sh\ncat >/dev/null\necho 'ocplab-probe:${answer}'\n`);
  }

  it("tells what would go, and destroys nothing unless it is told to", async () => {
    const { code, stdout } = await pulumi.run("expire");
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}sno1: of team-a, until 2020-01-31, over$/m);
    assert.match(stdout, /^ {4}sno1-master-0 +server2 +192\.0\.2\.40$/m);
    assert.match(stdout, /^Nothing is changed\. /m);
    assert.deepEqual(pulumi.calls(), []);
  });

  it("destroys what is over, and nothing else", async () => {
    const env = jumphostSays(Math.floor(Date.now() / 1000));
    const { code, stderr } = await pulumi.start(["expire", "--yes"], env).ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual(pulumi.calls(), ["destroy sno1"]);
  });

  it("destroys nothing by a wrong clock", async () => {
    const env = jumphostSays(Math.floor(Date.now() / 1000) - 86_400);
    const { code, stderr } = await pulumi.start(["expire", "--yes"], env).ended;
    assert.equal(code, 3);
    assert.match(
      stderr,
      /^this machine's clock says .*, jumphost's .*: set the wrong one right; nothing/,
    );
    assert.deepEqual(pulumi.calls(), []);
  });

  it("destroys nothing where the jumphost does not tell its time", async () => {
    const env = pulumi.program("ssh", "#!/bin/sh\necho 'ssh: no route to host' >&2; exit 255\n");
    const { code, stderr } = await pulumi.start(["expire", "--yes"], env).ended;
    assert.equal(code, 5);
    assert.match(stderr, /^jumphost: not asked: .*; nothing is destroyed$/m);
    assert.deepEqual(pulumi.calls(), []);
  });

  it("says which is next where nothing is over", async () => {
    pulumi.write("lab.yaml", until("2099-01-31"));
    const { stdout } = await pulumi.run("expire", "--yes");
    assert.equal(stdout, "no cluster is to be destroyed; next: sno1, until 2099-01-31\n");
  });

  it("has an up leave alone what is over, unless that is named", async () => {
    const { code, stderr } = await pulumi.run("up");
    assert.equal(code, 0);
    assert.match(stderr, /^sno1: left out: kept until 2020-01-31, over; name it /m);
    assert.deepEqual(pulumi.calls(), ["up lab", "up ocp1"]);
    assert.equal((await pulumi.run("up", "sno1")).code, 0);
    assert.equal(pulumi.calls().at(-1), "up sno1");
  });
});
