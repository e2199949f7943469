import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";

import { attempt, type Ended } from "../../box/command.ts";
import { environment, kill, onNetwork, runInHost, start, up, down } from "../../box/lab.ts";
import { placeOf } from "../../box/place.ts";
import type { HostReport } from "../../cli/probe/report.ts";

const root = join(__dirname, "../..");

describe("ocplab check --probe in a box", () => {
  const folder = mkdtempSync(join(tmpdir(), "ocplab-probe-"));
  const place = placeOf(folder);
  const labFile = join(folder, "lab.yaml");

  before(async () => {
    await up(place, { servers: 2 });
    // what the committed lab file declares is more than some machines have
    const text = readFileSync(join(root, "lab.yaml"), "utf8");
    writeFileSync(
      labFile,
      text.replace("vcpus: 2\n", "vcpus: 1\n").replace("vcpuRatio: 8", "vcpuRatio: 16"),
    );
    copyFileSync(labFile, join(folder, "sound.yaml"));
  });

  after(async () => {
    await down(place);
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    copyFileSync(join(folder, "sound.yaml"), labFile);
  });

  async function check(...args: string[]): Promise<Ended> {
    const argv = onNetwork(place, [join(root, "ocplab"), "check", "--probe", ...args]);
    return attempt(argv, { cwd: folder, env: environment(place) });
  }

  function change(from: string | RegExp, to: string): void {
    const text = readFileSync(labFile, "utf8");
    assert.notEqual(text.replace(from, to), text);
    writeFileSync(labFile, text.replace(from, to));
  }

  /** What sh says on a host. */
  async function sh(host: string, script: string): Promise<string> {
    const { code, stdout, stderr } = await runInHost(place, host, ["sh", "-c", script]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  it("finds the hosts as they are", async () => {
    change(/ {2}server3: .*\n/, "");
    const { code, stdout, stderr } = await check("--json");
    assert.equal(code, 0, stdout + stderr);
    const { probe } = JSON.parse(stdout) as { probe: HostReport[] };
    assert.deepEqual(
      probe.map(({ host, outcome }) => [host, outcome]),
      [
        ["jumphost", "ok"],
        ["server1", "ok"],
        ["server2", "ok"],
      ],
    );
    const facts = probe[1]?.facts;
    assert.deepEqual(facts?.system, { id: "debian", version: "12" });
    assert.equal(facts.cpus, availableParallelism());
    assert.ok(Math.abs((facts.memory ?? 0) - totalmem() / 2 ** 20) <= 1);
    assert.equal(facts.carrier, "host0");
    assert.equal(facts.nics?.host0?.mtu, 1500);
    assert.equal(facts.nics.host0.manager?.managed, true);
    assert.match(probe[0]?.facts?.dnsmasq ?? "", /^2\.\d+$/);
  });

  it("tells what differs, what is in the way of dnsmasq, and who is not there", async () => {
    change("nic: host0\n    hypervisor: qemu\n    memory: 8GiB", "nic: eno1\n    memory: 900TiB");
    await sh(
      "jumphost",
      "systemd-run --unit=other --quiet dnsmasq -k --port=53 --conf-file=/dev/null",
    );
    await sh(
      "jumphost",
      "for i in $(seq 100); do ss -lnu | grep -q ':53 ' && exit; sleep 0.1; done; exit 1",
    );
    await sh("server2", "ip link set host0 mtu 1400");
    const { code, stdout, stderr } = await check();
    assert.equal(code, 5, stdout + stderr);
    assert.match(
      stdout,
      /^jumphost: ports: dnsmasq \(other\.service\) has port 53, where the lab's dnsmasq serves DNS; stop and disable other\.service$/m,
    );
    assert.match(
      stdout,
      /^server1: nic: lab\.yaml:\d+ says eno1, but the host has no such NIC; 192\.0\.2\.11 is on host0: /m,
    );
    assert.match(stdout, /^server1: memory: lab\.yaml:\d+ says 900TiB, but the host has \d+GiB; /m);
    assert.match(stdout, /^server1: hypervisor: lab\.yaml says nothing else than the usual kvm, /m);
    assert.match(stdout, /^server2: mtu: .* usual 1500, but host0 has 1400; /m);
    assert.match(stdout, /^server3: not asked: .* 192\.0\.2\.13/m);
    assert.match(stderr, /^hosts not asked, .*: 1; not as they should be: 3 \(of 4\)$/m);
    await sh("jumphost", "systemctl stop other");
    await sh("server2", "ip link set host0 mtu 1500");
  });

  it("says of a host without power that it was not asked, within seconds", async () => {
    change(/ {2}server3: .*\n/, "");
    await kill(place, "server2");
    const started = performance.now();
    const { code, stdout } = await check();
    assert.ok(performance.now() - started < 12_000);
    await start(place, "server2");
    assert.equal(code, 5);
    assert.match(stdout, /^server1: ok: /m);
    assert.match(stdout, /^server2: not asked: cannot be reached at 192\.0\.2\.12: /m);
  });
});
