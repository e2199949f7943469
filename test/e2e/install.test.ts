import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { differences, inventory, type Inventory } from "./inventory.ts";
import { eachStandsOnTheLast } from "./steps.ts";
import { TestLab } from "./testLab.ts";

const hosts = ["jumphost", "server1", "server2"] as const;
const clusters = ["sno1", "sno2"] as const;
const canary = "s3cret-of-the-remoteci";

/** Single nodes that an installer switches on, each the one resource of a server in a pool of dci-queue. */
function single(id: number): object {
  return {
    type: "sno",
    id,
    server: `server${id}`,
    firstAddress: `192.0.2.${39 + id}`,
    image: ".box/guest.qcow2",
    sizes: { master: { memory: "96MiB", vcpus: 1, disk: "40MiB" } },
    nodes: { "master-0": { power: "installer" } },
    install: { enabled: true, topic: "OCP-4.19", queue: "small" },
  };
}

/** One lab from nothing to nothing, whose clusters are installed through BMCs, in every way an install ends. */
describe("installs in a box", function () {
  this.timeout(300_000);

  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    lab.editLab((file) => {
      const server = (id: number): object => ({
        address: `192.0.2.1${id}`,
        nic: "host0",
        hypervisor: "qemu",
      });
      file.set("servers", file.createNode({ server1: server(1), server2: server(2) }));
      file.set("clusters", file.createNode({ sno1: single(1), sno2: single(2) }));
    });
    await lab.boxUp(2);
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of ["lab", ...clusters]) await lab.must("pulumi", "stack", "init", stack);
    const secret = ["--secret", "dciApiSecret", canary];
    await lab.must("pulumi", "config", "set", "-s", "lab", ...secret);
    await lab.must("pulumi", "config", "set", "-s", "lab", "dciClientId", "remoteci/1");
    await lab.up("lab");
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const on = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);
  const jobs = async (cluster: string): Promise<number> =>
    Number(await on("jumphost", `ls /var/lib/dci-pipeline/${cluster} 2>/dev/null | wc -l`));
  const faults = (wanted: object): Promise<string> =>
    on(
      "jumphost",
      `mkdir -p /etc/ocplab-box; echo '${JSON.stringify(wanted)}' >/etc/ocplab-box/dci-pipeline.json`,
    );
  const noFaults = (): Promise<string> => on("jumphost", "rm -rf /etc/ocplab-box");
  const pool = (): Promise<string> => on("jumphost", "dci-queue list small");
  const upText = async (cluster: string): Promise<string> => {
    const { code, text } = await lab.pulumi("up", "-s", cluster, "--yes", "--skip-preview");
    assert.notEqual(code, 0, text);
    return text;
  };
  const untilRunning = async (cluster: string): Promise<void> => {
    const state = `systemctl is-active ocplab-install-${cluster} || true`;
    const log = `grep -l 'PLAY .Launch ABI install' /var/lib/ocplab/installs/${cluster}/*.log || true`;
    while (!(await on("jumphost", `${state}; ${log}`)).includes(".log")) await sleep(200);
  };

  it("go through dci-queue side by side, and end with APIs that answer", async () => {
    await Promise.all(clusters.map((cluster) => lab.up(cluster)));
    for (const cluster of clusters) assert.deepEqual(await lab.changes(cluster), [], cluster);
    assert.match(await pool(), /^Available resources on the small pool: server[12] server[12]$/m);
    assert.match(await on("server1", "virsh --quiet list"), /sno1-master-0/);
    const asked =
      "kubectl=/root/clusterconfigs-sno1/kubeconfig; " +
      "sed -n 's/.*certificate-authority-data: //p' $kubectl | base64 -d >/run/authority; " +
      "curl -sS --cacert /run/authority https://api.sno1.lab.example.com:6443/readyz";
    assert.equal(await on("jumphost", asked), "ok");
    const told = await lab.must("pulumi", "stack", "output", "--json", "-s", "sno1");
    const { installJob, installed } = JSON.parse(told) as {
      installJob: { id: string; url: string };
      installed: { topic: string };
    };
    assert.equal(installJob.url, `https://www.distributed-ci.io/jobs/${installJob.id}`);
    assert.match(await on("jumphost", "ls /var/lib/dci-pipeline/sno1"), new RegExp(installJob.id));
    assert.equal(installed.topic, "OCP-4.19");
  });

  it("keep the remote CI's secret out of arguments, environments, journals, logs and states", async () => {
    const seen = await on(
      "jumphost",
      "grep -las '[s]3cret-of-the-remoteci' /proc/[0-9]*/cmdline /proc/[0-9]*/environ " +
        "/var/lib/ocplab/journal/* /var/lib/ocplab/installs/*/*; " +
        "journalctl --no-pager | grep '[s]3cret-of-the-remoteci'; true",
    );
    assert.equal(seen, "");
    for (const stack of ["lab", ...clusters]) {
      const state = await lab.must("pulumi", "stack", "export", "-s", stack);
      assert.doesNotMatch(state, new RegExp(canary), stack);
      assert.doesNotMatch(state, /box-of-ocplab/, stack);
    }
  });

  it("are not begun again by a jumphost that was down", async () => {
    const before = await jobs("sno1");
    await lab.kill("jumphost");
    await lab.start("jumphost");
    await lab.up("sno1");
    assert.deepEqual(await lab.changes("sno1"), []);
    assert.equal(await jobs("sno1"), before);
  });

  it("are refused over a cluster that is installed as something else, which a preview says", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "install", "topic"], "OCP-4.20");
    });
    const before = await jobs("sno2");
    const preview = await lab.pulumi("preview", "-s", "sno2");
    assert.equal(preview.code, 0, preview.text);
    for (const text of [preview.text, await upText("sno2")]) {
      assert.match(text, /topic OCP-4\.20 instead of OCP-4\.19.*\.\/ocplab reinstall sno2/s);
    }
    undo();
    assert.deepEqual(await lab.changes("sno2"), []);
    assert.equal(await jobs("sno2"), before);
  });

  /** An up whose engine is killed in the middle of the install. */
  const killedUp = async (cluster: string, seconds: number): Promise<void> => {
    await faults({ seconds });
    const words = ["pulumi", "up", "-s", cluster, "--yes", "--skip-preview", "--non-interactive"];
    const killed = lab.run("setsid", "sh", "-c", 'echo $$ >up.pid; exec "$@"', "sh", ...words);
    await untilRunning(cluster);
    await lab.must("sh", "-c", "kill -KILL $(cat up.pid)");
    await killed;
    await lab.must("pulumi", "cancel", "-s", cluster, "--yes");
    await noFaults();
  };

  it("are taken up again after the engine was killed, and nothing starts twice", async () => {
    await lab.destroy("sno1");
    await killedUp("sno1", 10);
    await lab.up("sno1");
    assert.deepEqual(await lab.changes("sno1"), []);
    assert.equal(await jobs("sno1"), 1);
  });

  it("leave machines and server as they are when they fail, until told to begin anew", async () => {
    await lab.destroy("sno2");
    await faults({ fail: "install" });
    const first = await upText("sno2");
    assert.match(first, /sno2: the install failed in stage install, at TASK \[/);
    assert.match(first, /dci-pipeline ended with 1: a job failed or could not be scheduled/);
    assert.match(first, /next: ocplab reinstall sno2/);
    assert.match(await pool(), /server2: ocplab keeps it for sno2 until its install has succeeded/);
    await noFaults();
    assert.match(await upText("sno2"), /next: ocplab reinstall sno2/);
    assert.equal(await jobs("sno2"), 1);
    await lab.must("./ocplab", "reinstall", "sno2", "--yes");
    assert.deepEqual(await lab.changes("sno2"), []);
  });

  it("are stopped by a destroy, and leave nothing of theirs behind", async () => {
    await lab.destroy("sno1");
    await killedUp("sno1", 600);
    assert.match(await on("jumphost", "systemctl is-active ocplab-install-sno1"), /^active/);
    for (const stack of [...clusters, "lab"]) await lab.destroy(stack);
    assert.doesNotMatch(
      await on("jumphost", "ps -eo args"),
      /[d]ci-pipeline|[a]nsible|[d]ci-queue/,
    );
    assert.equal(await on("jumphost", "find /var/lib/dci-queue -mindepth 2"), "");
    for (const host of hosts) {
      const left = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(left, [], host);
    }
  });
});
