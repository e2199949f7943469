import assert from "node:assert/strict";

import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { secondsSince, tell } from "./figures.ts";

const hosts = ["jumphost", "server1", "server2", "server3"] as const;

/** Holds a port in a unit of its own, by python3. */
const holdPort = (kind: "STREAM" | "DGRAM", port: number): string => `
systemd-run --quiet --collect --unit=test-holder python3 -c '
import socket, time
held = socket.socket(socket.AF_INET, socket.SOCK_${kind})
held.bind(("", ${String(port)}))
${kind === "STREAM" ? "held.listen()" : ""}
time.sleep(1000)'`;

describe("a run that a host fails", function () {
  this.timeout(600_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(3);
    lab.editLab((file) => {
      file.deleteIn(["clusters", "ocp1"]);
      for (const name of ["sno1", "sno2"]) file.deleteIn(["clusters", name, "install"]);
      file.setIn(["clusters", "sno2", "server"], "server1");
    });
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of ["lab", "sno1", "sno2"]) await lab.must("pulumi", "stack", "init", stack);
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** Runs to its end, with an error; gives what it said and how long it took. */
  async function fails(
    verb: "up" | "destroy",
    stack: string,
  ): Promise<{ text: string; after: string }> {
    const started = performance.now();
    const flags = ["--yes", "--skip-preview", "--continue-on-error"];
    const { code, text } = await lab.pulumi(verb, "-s", stack, ...flags);
    assert.notEqual(code, 0, text);
    assert.ok(performance.now() - started < 180_000, "too long");
    return { text, after: secondsSince(started) };
  }

  async function converges(stack: string): Promise<void> {
    await lab.up(stack);
    assert.deepEqual(await lab.changes(stack), [], stack);
  }

  it("converges the other servers while one is dead, and names it", async () => {
    await lab.kill("server3");
    const { text, after } = await fails("up", "lab");
    assert.match(text, /server3: cannot be reached at 192\.0\.2\.13/);
    for (const host of ["server1", "server2"])
      assert.match(text, new RegExp(`Gate ${host}-gate created`));
    tell("Servers", "one of three dead, up", `two converged, the third named, after ${after}`);
    await lab.start("server3");
  });

  for (const [kind, port] of [
    ["STREAM", 53],
    ["DGRAM", 67],
  ] as const) {
    it(`names who holds port ${String(port)} of the jumphost`, async () => {
      await sh("jumphost", `systemctl stop ocplab-dnsmasq; ${holdPort(kind, port)}`);
      const { text, after } = await fails("up", "lab");
      const held = `port ${String(port)} of 0\\.0\\.0\\.0 is held by python3 \\(process \\d+\\)`;
      assert.match(
        text,
        new RegExp(`jumphost: ocplab-dnsmasq\\.service does not start: .*${held}`),
      );
      tell("Servers", `port ${String(port)} taken`, `holder named, after ${after}`);
      await sh("jumphost", "systemctl stop test-holder");
    });
  }

  it("goes on when the ports are free and the server is back", async () => {
    await converges("lab");
    await converges("sno1");
  });

  it("is stopped by a neighbour's broken file, which it names, while dnsmasq goes on", async () => {
    const broken = "/etc/ocplab/dnsmasq/conf.d/by-hand.conf";
    const pid = "systemctl show -P MainPID ocplab-dnsmasq";
    const running = await sh("jumphost", pid);
    await sh("jumphost", `echo nonsense >${broken}`);
    const { text, after } = await fails("up", "sno2");
    assert.match(
      text,
      /dnsmasq would not start with it: .*bad option at line 1 of \/etc\/ocplab\/dnsmasq\/conf\.d\/by-hand\.conf/,
    );
    assert.equal(await sh("jumphost", pid), running);
    assert.equal(
      await sh("server1", "dig +short +tries=1 @192.0.2.1 api.sno1.lab.example.com"),
      "192.0.2.40\n",
    );
    tell(
      "Servers",
      "a neighbour's broken dnsmasq file",
      `named, dnsmasq untouched, after ${after}`,
    );
    await sh("jumphost", `rm ${broken}`);
  });

  it("goes on after libvirtd was restarted in the middle, and machines run on", async () => {
    const machine = await sh("server1", "pgrep -f [g]uest=sno1-master-0");
    const up = lab.pulumi("up", "-s", "sno2", "--yes", "--skip-preview");
    await lab.until(
      "server1",
      "test -e /etc/libvirt/qemu/sno2-master-0.xml -o -e /etc/libvirt/storage/ocplab-sno2.xml",
    );
    await sh("server1", "systemctl restart libvirtd");
    const { code } = await up;
    await converges("sno2");
    assert.equal(await sh("server1", "pgrep -f [g]uest=sno1-master-0"), machine);
    tell(
      "Servers",
      "libvirtd restarted in the middle of an up",
      `exit code ${String(code)}, the next up converges, 0 machines restarted`,
    );
  });

  it("goes on after the power was cut in the middle", async () => {
    await lab.destroy("sno2");
    const started = performance.now();
    const up = lab.pulumi("up", "-s", "sno2", "--yes", "--skip-preview");
    await lab.until("server1", "test -e /etc/libvirt/storage/ocplab-sno2.xml");
    await lab.kill("server1");
    const { code, text } = await up;
    assert.notEqual(code, 0, text);
    const after = secondsSince(started);
    await lab.start("server1");
    await lab.until("server1", "virsh --quiet list --name | grep -qx sno1-master-0");
    for (const stack of ["lab", "sno1", "sno2"]) await converges(stack);
    tell(
      "Servers",
      "power cut in the middle of an up",
      `ended after ${after}, the next up converges`,
    );
    await lab.destroy("sno2");
  });

  it("forgets a server that is gone for good, and no other", async () => {
    const refused = await lab.run("./ocplab", "forget", "server1", "--yes");
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /server1 answers, so it can be cleaned up: .*retired: true/);
    lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "server"], "server2");
    });
    await converges("sno2");
    await lab.kill("server2");
    await fails("destroy", "sno2");
    const said = await lab.must("./ocplab", "forget", "server2", "--yes");
    assert.match(said, /^lab: forgot \d+ objects on server2$/m);
    assert.match(said, /^sno2: forgot \d+ objects on server2$/m);
    await lab.destroy("sno2");
    lab.editLab((file) => {
      file.deleteIn(["clusters", "sno2"]);
      file.deleteIn(["servers", "server2"]);
    });
    await converges("lab");
    assert.deepEqual(await lab.changes("sno1"), []);
    tell(
      "Servers",
      "a server gone for good",
      "forgotten, its cluster destroyed, the others unchanged",
    );
  });

  it("cleans the other servers while one is dead, and that one later", async () => {
    await lab.destroy("sno1");
    await lab.kill("server3");
    const { text, after } = await fails("destroy", "lab");
    assert.match(text, /server3: cannot be reached at 192\.0\.2\.13/);
    const left = async (host: string): Promise<string[]> =>
      differences(atFirst.get(host) ?? {}, await inventory(lab, host));
    assert.deepEqual([await left("jumphost"), await left("server1")], [[], []]);
    await lab.start("server3");
    await lab.destroy("lab");
    assert.deepEqual(await left("server3"), []);
    tell(
      "Servers",
      "one dead, destroy",
      `the others clean after ${after}, that one when it was back`,
    );
  });
});
