import assert from "node:assert/strict";

import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { tell } from "./figures.ts";

const hosts = ["jumphost", "server1"] as const;
const cluster = {
  type: "sno",
  id: 1,
  server: "server1",
  firstAddress: "192.0.2.40",
  image: ".box/guest.qcow2",
  sizes: { master: { memory: "96MiB", vcpus: 1, disk: "40MiB" } },
  nodes: { "master-0": { power: "installer" } },
  install: { enabled: true, topic: "OCP-4.19", queue: "small" },
};
const kept = "server1: ocplab keeps it for sno1 until its install has succeeded";

/** Every way in which an install ends but the good one; each is told, in the up and in a preview after it. */
describe("an install that does not end well", function () {
  this.timeout(600_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    lab.editLab((file) => {
      const server1 = { address: "192.0.2.11", nic: "host0", hypervisor: "qemu" };
      file.set("servers", file.createNode({ server1 }));
      file.set("clusters", file.createNode({ sno1: cluster }));
    });
    await lab.boxUp(1);
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of ["lab", "sno1"]) await lab.must("pulumi", "stack", "init", stack);
    await lab.up("lab");
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const on = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);
  const faults = (wanted: object): Promise<string> =>
    on(
      "jumphost",
      `mkdir -p /etc/ocplab-box; echo '${JSON.stringify(wanted)}' >/etc/ocplab-box/dci-pipeline.json`,
    );
  const noFaults = (): Promise<string> => on("jumphost", "rm -r /etc/ocplab-box");
  const running = async (): Promise<string> =>
    (await on("server1", "virsh --quiet list --name")).trim();
  const jobs = async (): Promise<number> =>
    Number(await on("jumphost", "ls /var/lib/dci-pipeline/sno1 2>/dev/null | wc -l"));

  /** Begins an install that goes on until somebody ends it; gives the up that follows it, which fails. */
  async function endless(): Promise<{ up: Promise<string> }> {
    await faults({ seconds: 600 });
    const up = upThatFails();
    await lab.until("jumphost", "pgrep -f '[s]leep 600' >/dev/null", 120);
    return { up };
  }

  /** Gives what is said. */
  async function upThatFails(): Promise<string> {
    const { code, text } = await lab.pulumi("up", "-s", "sno1", "--yes", "--skip-preview");
    assert.notEqual(code, 0, text);
    return text;
  }

  /** What a preview says of an install that has failed, whose server its queue hands out to nobody. */
  async function warning(): Promise<string> {
    assert.match(await on("jumphost", "dci-queue list small"), new RegExp(kept));
    const { code, text } = await lab.pulumi("preview", "-s", "sno1");
    assert.equal(code, 0, text);
    return /the install of sno1 .*/.exec(text)?.[0] ?? text;
  }

  /** Takes the cluster away, in whatever state its install is. */
  async function destroyed(): Promise<void> {
    await lab.destroy("sno1");
    assert.equal(await on("server1", "virsh --quiet list --all"), "");
    assert.doesNotMatch(await on("jumphost", "dci-queue list"), /small|ocplab-/);
    assert.doesNotMatch(
      await on("jumphost", "ps -eo args"),
      /[d]ci-pipeline|[a]nsible|[d]ci-queue/,
    );
    const left = "find /var/lib/dci-pipeline/sno1 /opt/http_store/data/discovery/sno1 2>/dev/null";
    assert.equal(await on("jumphost", `${left}; true`), "");
  }

  const anew = "its machines are as it left them, and an up begins it anew";
  const byReinstall =
    "its machines are as it left them, and an up begins none on written disks; next: ./ocplab reinstall sno1";

  for (const [exit, meaning] of [
    [1, "a job failed or could not be scheduled"],
    [2, "the job's last state is error"],
    [3, "it refused an argument"],
    [4, "it can write to no data folder"],
  ] as const) {
    it(`is told in words where dci-pipeline ends with ${exit}, and begun anew by the next up`, async () => {
      await faults({ exit });
      const up = await upThatFails();
      assert.ok(up.includes(`dci-pipeline ended with ${exit}: ${meaning}`), up);
      assert.match(up, /next: .+; then run pulumi up again, which installs anew/);
      assert.equal(
        await warning(),
        `the install of sno1 has failed in stage pre (dci-pipeline ended with ${exit}); ${anew}`,
      );
      tell("Installs", `dci-pipeline ends with ${exit}`, "told; the next up begins anew");
    });
  }

  it("has switched on no machine where it fails in stage pre, and the next up installs", async () => {
    await faults({ fail: "pre-run" });
    const up = await upThatFails();
    assert.match(up, /the install failed in stage pre, at TASK \[Fail where a test wants it\]/);
    assert.match(up, /dci-pipeline ended with 2: the job's last state is error/);
    assert.equal(
      await warning(),
      `the install of sno1 has failed in stage pre (dci-pipeline ended with 2); ${anew}`,
    );
    assert.equal(await running(), "");
    await noFaults();
    await lab.up("sno1");
    assert.deepEqual(await lab.changes("sno1"), []);
    assert.equal(await jobs(), 2);
    await destroyed();
    tell("Installs", "fails in stage pre", "no machine switched on; the next up installs");
  });

  it("tells that a signal has ended it, and goes with its cluster", async () => {
    const { up } = await endless();
    await on("jumphost", "kill -TERM $(pgrep -f '^/usr/bin/python3 /usr/bin/[d]ci-pipeline')");
    assert.match(await up, /failed in stage install, .* ended with 143: stopped by signal 15/);
    assert.equal(
      await warning(),
      `the install of sno1 has failed in stage install (dci-pipeline ended with 143); ${byReinstall}`,
    );
    await destroyed();
    tell("Installs", "a signal ends dci-pipeline", "told; destroyed, nothing left");
  });

  it("tells that the jumphost went down under it, and begins nothing by itself", async () => {
    const { up } = await endless();
    await lab.kill("jumphost");
    await lab.start("jumphost");
    await up;
    const cut = "the install of sno1 was cut off";
    const why = "it was killed, or the jumphost went down";
    assert.equal(await warning(), `${cut}: ${why}; ${byReinstall}`);
    assert.ok((await upThatFails()).includes(why));
    assert.equal(await warning(), `${cut} in stage install: ${why}; ${byReinstall}`);
    assert.equal(await jobs(), 1);
    tell("Installs", "the jumphost goes down", "told; nothing begins by itself");
  });

  it("is told again and again where it fails in stage post, until a reinstall mends it", async () => {
    await faults({ fail: "post-run" });
    const { code, stdout, stderr } = await lab.run("./ocplab", "reinstall", "sno1", "--yes");
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, /the install failed in stage post, at TASK/);
    assert.equal(await running(), "sno1-master-0");
    await noFaults();
    assert.match(await upThatFails(), /ended with 2: .*next: ocplab reinstall sno1/s);
    assert.equal(
      await warning(),
      `the install of sno1 has failed in stage post (dci-pipeline ended with 2); ${byReinstall}`,
    );
    assert.equal(await jobs(), 1);
    await lab.must("./ocplab", "reinstall", "sno1", "--yes");
    assert.deepEqual(await lab.changes("sno1"), []);
    tell("Installs", "fails in stage post", "told by each up; a reinstall mends it");
  });

  it("leaves nothing behind where it failed in stage install, with its machines on, and all is destroyed", async () => {
    await faults({ fail: "nodes" });
    assert.notEqual((await lab.run("./ocplab", "reinstall", "sno1", "--yes")).code, 0);
    assert.equal(await running(), "sno1-master-0");
    await noFaults();
    await destroyed();
    await lab.destroy("lab");
    for (const host of hosts) {
      const left = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(left, [], host);
    }
    tell("Installs", "fails in stage install, machines on", "destroyed, 0 objects left");
  });
});
