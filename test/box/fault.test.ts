import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessFiles } from "../../box/access.ts";
import { attempt, run, type Ended } from "../../box/command.ts";
import { cut, faultsOf, fill, slow, uncut, unfill, unslow } from "../../box/fault.ts";
import { down, hostsOf, kill, onNetwork, runInHost, start, up } from "../../box/lab.ts";
import { placeOf, stateRoot } from "../../box/place.ts";

describe("a host of a box that something is wrong with", () => {
  const checkout = mkdtempSync(join(tmpdir(), "ocplab-faults-"));
  const place = placeOf(checkout);

  before(() => up(place, { servers: 1 }));

  after(async () => {
    await down(place);
    rmSync(checkout, { recursive: true });
  });

  function sh(host: string, script: string): Promise<Ended> {
    return runInHost(place, host, ["sh", "-c", script]);
  }

  /** Milliseconds that the jumphost waits for server1's answers, one after the other; none for one that is lost. */
  async function pings(): Promise<number[]> {
    const { stdout } = await sh("jumphost", "ping -c 4 -i 0.2 -W 2 192.0.2.11");
    return [...stdout.matchAll(/ time=([\d.]+) ms/g)].map(([, time]) => Number(time));
  }

  async function faults(): Promise<string[][]> {
    return faultsOf(place, hostsOf(place));
  }

  it("is not reached while its cable is cut, and sees it", async () => {
    await cut(place, "server1");
    assert.deepEqual(await faults(), [[], ["cut"]]);
    assert.equal((await sh("server1", "cat /sys/class/net/host0/carrier")).stdout, "0\n");
    assert.deepEqual(await pings(), []);
    await uncut(place, "server1");
    assert.deepEqual(await faults(), [[], []]);
    // who has asked for the host in vain asks again after a second
    const answered = "for i in $(seq 10); do ping -c 1 -W 1 192.0.2.11 && exit; done; exit 1";
    assert.equal((await sh("jumphost", answered)).code, 0);
  });

  it("answers late while it is slow, and loses nothing of what it sends", async () => {
    await slow(place, "server1", 100);
    assert.deepEqual(await faults(), [[], ["slow"]]);
    await pings(); // the first waits for an answer of ARP too
    const times = await pings();
    assert.equal(times.length, 4);
    assert.ok(
      times.every((time) => time >= 99),
      times.join(),
    );
    const ssh = ["ssh", "-F", accessFiles(place).sshConfig, "server1"];
    const sent = await run(onNetwork(place, [...ssh, "head -c 1000000 /dev/zero | tr '\\0' x"]));
    assert.equal(sent, "x".repeat(1_000_000));
    await unslow(place, "server1");
    assert.deepEqual(await faults(), [[], []]);
    assert.ok(Math.min(...(await pings())) < 50);
  });

  it("cannot write while its disk is full, keeps what it has, and takes nothing of this machine's disk", async () => {
    await sh("server1", "echo kept >/root/kept");
    const before = freeBytes();
    await fill(place, "server1");
    assert.deepEqual(await faults(), [[], ["full"]]);
    const written = await sh("server1", "dd if=/dev/zero of=/root/new bs=64k count=1");
    assert.notEqual(written.code, 0);
    assert.match(written.stderr, /No space left on device/);
    assert.equal((await sh("server1", "cat /root/kept")).stdout, "kept\n");
    const taken = before - freeBytes();
    assert.ok(taken < 1e9, `${taken} bytes`);
    await unfill(place, "server1");
    assert.deepEqual(await faults(), [[], []]);
    assert.equal((await sh("server1", "dd if=/dev/zero of=/root/new bs=64k count=1")).code, 0);
  });

  it("has a whole and fast cable, and a full disk, when it is started again", async () => {
    await slow(place, "server1", 100);
    await cut(place, "server1");
    await fill(place, "server1");
    await kill(place, "server1");
    await start(place, "server1");
    assert.deepEqual(await faults(), [[], ["full"]]);
    await unfill(place, "server1");
  });

  it("must be on for that", async () => {
    await kill(place, "server1");
    for (const fault of [cut, uncut, slow, fill, unfill]) {
      await assert.rejects(fault(place, "server1"), {
        message: "server1 is off: npm run box -- start server1",
      });
    }
    await start(place, "server1");
  });

  it("leaves nothing when the box goes down in the middle of it", async () => {
    await slow(place, "server1");
    await fill(place, "server1");
    await down(place);
    const { stdout } = await attempt([
      "losetup",
      "--list",
      "--noheadings",
      "--output",
      "BACK-FILE",
    ]);
    assert.ok(!stdout.includes(place.state), stdout);
    assert.ok(!readFileSync("/proc/self/mountinfo", "utf8").includes(place.state));
  });
});

/** Other tests may run beside this one: so it is only told from the size of a host's disk. */
function freeBytes(): number {
  const { bavail, bsize } = statfsSync(join(stateRoot, ".."));
  return bavail * bsize;
}
