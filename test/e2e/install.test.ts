import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { differences, inventory, type Inventory } from "./inventory.ts";
import { eachStandsOnTheLast } from "./steps.ts";
import { TestLab } from "./testLab.ts";

const hosts = ["jumphost", "server1", "server2"] as const;
const clusters = ["sno1", "sno2"] as const;
const canary = "s3cret-of-the-remoteci";
/** Besides: in a file of pull secrets, and the box's password of BMCs, from Pulumi.lab.yaml. */
const canaries = [canary, "s3cret-of-the-registries", "box-of-ocplab"] as const;
const pullSecret = "/root/pull-secret.json";

/**
 * On the jumphost, until it is stopped: whatever process has a secret among its arguments, or in its
 * environment. DCI's own credentials are in that of what dci-pipeline runs: its way, which nobody but root can see.
 */
const watch = `cd /proc
while sleep 0.5; do
  grep -alsf /run/canaries [0-9]*/cmdline >>/run/seen
  for file in $(grep -alsf /run/canaries [0-9]*/environ); do
    of=$(tr '\\0' '\\n' <$file)
    case $of in *DCI_JOB_ID=*) of=$(echo "$of" | grep -v ^DCI_API_SECRET=);; esac
    echo "$of" | grep -qf /run/canaries &&
      echo "$file $(tr '\\0' ' ' <\${file%/*}/cmdline)" >>/run/seen
  done
done`;

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
      file.setIn(["dci", "pullSecretFile"], pullSecret);
    });
    await lab.boxUp(2);
    await on("jumphost", `echo '{"auths": "${canaries[1]}"}' >${pullSecret}`);
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
    await on("jumphost", `printf '%s\\n' ${canaries.join(" ")} >/run/canaries; : >/run/seen`);
    await lab.inHost("jumphost", "systemd-run", "-q", "-u", "watch-secrets", "sh", "-c", watch);
    await Promise.all(clusters.map((cluster) => lab.up(cluster)));
    await on("jumphost", "systemctl stop watch-secrets");
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

  it("keep secrets out of arguments and environments meanwhile, and out of journals, logs and states", async () => {
    assert.equal(await on("jumphost", "cat /run/seen"), "");
    const where =
      "/var/lib/ocplab /var/lib/dci-pipeline /etc/ocplab/clusters /etc/ocplab/inventories /etc/ocplab/pipelines";
    const seen = await on(
      "jumphost",
      `grep -rlsf /run/canaries ${where}; journalctl --no-pager | grep -f /run/canaries; true`,
    );
    assert.equal(seen, "");
    for (const stack of ["lab", ...clusters]) {
      const state = await lab.must("pulumi", "stack", "export", "-s", stack);
      for (const one of canaries) assert.equal(state.includes(one), false, `${one} in ${stack}`);
    }
  });

  it("are not begun again by a jumphost that was down, nor by other keys of installs and controller", async () => {
    const before = await jobs("sno1");
    const machine = await on("server1", "virsh --quiet list");
    await lab.kill("jumphost");
    await lab.start("jumphost");
    const own = "/root/.ssh/id_ed25519";
    const make = "ssh-keygen -q -t ed25519 -N ''";
    await on("jumphost", `mkdir /root/keys; mv ${own}* /root/keys; ${make} -f ${own}`);
    const oldPath = await newKey();
    assert.match(await lab.up("lab"), /the installs' SSH public key is another one now/);
    // the stack knows the old path yet, whose key no host lets in
    await lab.must("./ocplab", "up", "sno1");
    for (const stack of ["lab", "sno1"]) assert.deepEqual(await lab.changes(stack), [], stack);
    assert.equal(await jobs("sno1"), before);
    assert.equal(await on("server1", "virsh --quiet list"), machine);
    // the guests of the box know the old key of the installs, and the state of sno2 the controller's old path
    await on("jumphost", `mv /root/keys/* /root/.ssh; rmdir /root/keys`);
    await authorize("cat old new");
    await lab.must("ssh-add", "-q", ".box/id_ed25519");
    oldPath();
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

  /** Hosts let in other keys than before, or as well, until what they had is put back. */
  const authorize = (keys: string): Promise<unknown> =>
    Promise.all(hosts.map((host) => on(host, `cd /root/.ssh; ${keys} >authorized_keys`)));

  /** Another key for the controller, under another path, which alone hosts let in; undone by the result. */
  const newKey = async (): Promise<() => void> => {
    await lab.must("sh", "-c", "ssh-keygen -q -t ed25519 -N '' -f rotated && ssh-add -q rotated");
    const key = readFileSync(join(lab.folder, "rotated.pub"), "utf8").trim();
    const oldPath = lab.editLab((file) => {
      file.setIn(["ssh", "keyFile"], "rotated");
    });
    await authorize(`cp -a authorized_keys old; echo '${key}' >new; cat new`);
    await lab.must("ssh-add", "-q", "-d", ".box/id_ed25519");
    return oldPath;
  };

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
    await faults({ fail: "nodes" });
    const first = await upText("sno2");
    assert.match(first, /sno2: the install failed in stage install, at TASK \[/);
    assert.match(first, /dci-pipeline ended with 1: a job failed or could not be scheduled/);
    assert.match(first, /next: ocplab reinstall sno2/);
    assert.match(await pool(), /server2: ocplab keeps it for sno2 until its install has succeeded/);
    await noFaults();
    const asLeft = async (): Promise<string> =>
      `${await on("server2", "virsh --quiet list")}${await on("server2", "virsh domblklist sno2-master-0")}`;
    const machine = await asLeft();
    assert.match(machine, /sno2-master-0 +running[^]*agent-iso/);
    const preview = await lab.pulumi("preview", "-s", "sno2");
    assert.match(
      preview.text,
      /the install of sno2 has failed in stage install \(dci-pipeline ended with 1\); its machines are as it left them, and an up begins none on written disks; next: \.\/ocplab reinstall sno2/,
    );
    assert.deepEqual(await lab.changes("sno2"), [
      "create install-kubeconfig",
      "create install-wait",
    ]);
    assert.match(await upText("sno2"), /next: ocplab reinstall sno2/);
    assert.equal(await jobs("sno2"), 1);
    assert.equal(await asLeft(), machine);
    await lab.must("./ocplab", "reinstall", "sno2", "--yes");
    assert.deepEqual(await lab.changes("sno2"), []);
  });

  it("are stopped by a destroy, and leave nothing of theirs behind", async () => {
    await lab.destroy("sno1");
    await killedUp("sno1", 600);
    assert.match(await on("jumphost", "systemctl is-active ocplab-install-sno1"), /^active/);
    for (const stack of [...clusters, "lab"]) await lab.destroy(stack);
    for (const host of hosts) await on(host, "cd /root/.ssh; mv old authorized_keys; rm new");
    assert.doesNotMatch(
      await on("jumphost", "ps -eo args"),
      /[d]ci-pipeline|[a]nsible|[d]ci-queue/,
    );
    assert.equal(await on("jumphost", "find /var/lib/dci-queue -mindepth 2"), "");
    assert.equal(await on("jumphost", "find /opt/http_store -type f"), "");
    for (const host of hosts) {
      const left = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(left, [], host);
    }
  });
});
