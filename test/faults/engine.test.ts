import assert from "node:assert/strict";

import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { cutShort, type Cut } from "./cutShort.ts";
import { secondsSince, tell } from "./figures.ts";
import { count, pick, seed, seeded } from "./seeded.ts";

const hosts = ["jumphost", "server1"] as const;

/** Resources of a stack; in the middle of a step of one of them the engine is killed. */
const points = {
  lab: ["jumphost-dnsmasq-conf", "jumphost-dnsmasq-service", "server1-bridge", "server1-gate"],
  ocp1: [
    ...["claim-server1", "records-conf.d", "server1-media", "server1-networks-baremetal"],
    ...["server1-networks-provisioning", "server1-pool", "server1-base", "master-1-disk"],
    ...["master-0-domain", "provisionhost-domain"],
  ],
} as const;
type Stack = keyof typeof points;

describe("an engine that is killed", function () {
  this.timeout(1_200_000);
  const lab = new TestLab();
  const random = seeded(seed);

  before(async () => {
    await lab.boxUp(1);
    lab.editLab((file) => {
      const others = [
        ...["server2", "server3"].map((name) => ["servers", name]),
        ...["sno1", "sno2"].map((name) => ["clusters", name]),
      ];
      for (const path of [...others, ["clusters", "ocp1", "install"]]) file.deleteIn(path);
      file.setIn(["clusters", "ocp1", "workers"], 0);
    });
    for (const stack of Object.keys(points)) await lab.must("pulumi", "stack", "init", stack);
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const cuts = (stack: Stack): Cut => ({
    at: pick(random, points[stack]),
    afterMs: Math.floor(random() * 500),
    dies: pick(random, ["engine", "all"] as const),
  });

  const everything = async (): Promise<Inventory[]> =>
    Promise.all(hosts.map((host) => inventory(lab, host)));

  /** As docs/recover.md says. */
  async function recover(stack: Stack): Promise<void> {
    await lab.pulumi("cancel", "-s", stack, "--yes");
    const clear = ["--yes", "--skip-preview", "--clear-pending-creates"];
    const { code, text } = await lab.pulumi("refresh", "-s", stack, ...clear);
    assert.equal(code, 0, text);
  }

  async function survives(stack: Stack): Promise<void> {
    const before = await everything();
    const [up, destroy] = [cuts(stack), cuts(stack)];
    const first = await cutShort(lab, "up", stack, up);
    let started = performance.now();
    await recover(stack);
    const text = await lab.up(stack);
    const seconds = secondsSince(started);
    assert.doesNotMatch(text, /pending operations/);
    assert.deepEqual(await lab.changes(stack), []);
    tell("Engine", describeCut("up", stack, up, first.cut), `converged after ${seconds}`);

    const second = await cutShort(lab, "destroy", stack, destroy);
    started = performance.now();
    await lab.pulumi("cancel", "-s", stack, "--yes");
    await lab.destroy(stack);
    const left = (await everything()).flatMap((now, index) =>
      differences(before[index] ?? {}, now),
    );
    assert.deepEqual(left, []);
    const ended = `0 objects left after ${secondsSince(started)}`;
    tell("Engine", describeCut("destroy", stack, destroy, second.cut), ended);
  }

  const ofFoundation = Math.floor(count / 4);
  for (let index = 1; index <= ofFoundation; index++) {
    it(`leaves a foundation that converges, and goes (${String(index)})`, () => survives("lab"));
  }

  it("leaves nothing to another run beside it, which says who runs, where and since when", async () => {
    const running = lab.pulumi("up", "-s", "lab", "--yes", "--skip-preview");
    await lab.until("jumphost", "test -e /run/ocplab.lock");
    const started = performance.now();
    const second = await lab.pulumi("up", "-s", "lab", "--yes", "--skip-preview");
    assert.notEqual(second.code, 0);
    assert.match(second.text, /currently locked by 1 lock.* `pulumi cancel`/s);
    assert.match(second.text, /created by \S+@\S+ \(pid \d+\) at \d{4}-\d\d-\d\dT/);
    tell("Engine", "a second up of the stack", `refused after ${secondsSince(started)}`);
    const ops = await lab.opsOf("pulumi", "preview", "-s", "lab", "--non-interactive");
    assert.deepEqual([...ops], ["readAll"]);
    tell("Engine", "a preview during an up", "0 writes on hosts");
    const { code, text } = await running;
    assert.equal(code, 0, text);
    assert.deepEqual(await lab.changes("lab"), []);
  });

  for (let index = 1; index <= count - ofFoundation; index++) {
    it(`leaves a cluster that converges, and goes (${String(index)})`, () => survives("ocp1"));
  }
});

function describeCut(verb: string, stack: Stack, { at, afterMs, dies }: Cut, cut: boolean): string {
  const who = dies === "all" ? "engine and plugins" : "engine";
  const when = cut ? `${String(afterMs)} ms into ${at}` : `at ${at}, which had ended`;
  return `${verb} of ${stack}, ${who} killed ${when}`;
}
