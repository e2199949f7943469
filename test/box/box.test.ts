import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessFiles } from "../../box/access.ts";
import { BoxError, run } from "../../box/command.ts";
import { down, environment, kill, onNetwork, runInHost, start, up } from "../../box/lab.ts";
import { networkRoot, type Place, placeOf, stateRoot } from "../../box/place.ts";

const inotifyFile = "/proc/sys/fs/inotify/max_user_instances";

describe("a box, beside any other that is up", () => {
  const checkout = mkdtempSync(join(tmpdir(), "a checkout, "));
  const place = placeOf(checkout);
  const linksBefore = links();

  before(async () => {
    assert.deepEqual(traces(place), []);
    await up(place, { servers: 1 });
  });

  after(async () => {
    await down(place);
    rmSync(checkout, { recursive: true });
  });

  it("lets its key in on every host by SSH, and knows the hosts' keys", async () => {
    assert.equal(await ssh(place, "jumphost", "hostname"), "jumphost\n");
    assert.equal(await ssh(place, "server1", "hostname"), "server1\n");
  });

  it("lends the key to programs by its agent", async () => {
    const { agentSocket, key } = accessFiles(place);
    assert.equal(environment(place).SSH_AUTH_SOCK, agentSocket);
    const held = await run(["env", `SSH_AUTH_SOCK=${agentSocket}`, "ssh-add", "-L"]);
    assert.equal(held, readFileSync(`${key}.pub`, "utf8"));
  });

  it("has no way out", async () => {
    const routes = await run(onNetwork(place, ["ip", "route", "show", "default"]));
    assert.equal(routes, "");
    const outside = ["ip", "route", "get", "198.51.100.10"];
    await assert.rejects(run(onNetwork(place, outside)), /Network is unreachable/);
    const { stdout } = await runInHost(place, "server1", ["ping", "-c1", "-W1", "198.51.100.10"]);
    assert.match(stdout, / 0 received/);
  });

  it("answers for the world outside with a few names and no others", async () => {
    const dig = async (name: string) => (await runInHost(place, "jumphost", ["dig", name])).stdout;
    assert.match(await dig("registry.example.net"), /\bA\t198\.51\.100\.10\n/);
    assert.match(await dig("other.example.net"), /status: NXDOMAIN/);
  });

  it("has hosts that can be entered without their network", async () => {
    await runInHost(place, "server1", ["ip", "link", "set", "host0", "down"]);
    assert.equal((await runInHost(place, "server1", ["hostname"])).stdout, "server1\n");
    await runInHost(place, "server1", ["ip", "link", "set", "host0", "up"]);
  });

  it("gives each host a libvirt that runs and is a host of its own", async () => {
    const uuids = await Promise.all(
      ["jumphost", "server1"].map(async (name) => {
        const { stdout } = await runInHost(place, name, ["virsh", "capabilities"]);
        return /<uuid>(.*)<\/uuid>/.exec(stdout)?.[1];
      }),
    );
    assert.ok(uuids[0] !== undefined && uuids[1] !== undefined);
    assert.notEqual(uuids[0], uuids[1]);
  });

  it("has nothing to do on a second up", async () => {
    assert.deepEqual(await up(place), []);
  });

  it("keeps the disk of a host whose plug is pulled", async () => {
    await runInHost(place, "server1", ["sh", "-c", "echo kept >/root/file; sync"]);
    await kill(place, "server1");
    await assert.rejects(runInHost(place, "server1", ["true"]), /server1 is off/);
    await start(place, "server1");
    assert.equal(await ssh(place, "server1", "cat /root/file"), "kept\n");
  });

  it("comes up again as far as it is off", async () => {
    await kill(place, "server1");
    const turnedOn = await up(place);
    assert.deepEqual(
      turnedOn.map((host) => host.name),
      ["server1"],
    );
  });

  it("refuses another number of servers, and names it does not have", async () => {
    await assert.rejects(
      up(place, { servers: 2 }),
      /Servers in this box: 1\. For 2, take it down first/,
    );
    await assert.rejects(kill(place, "server2"), /no host "server2": it has jumphost, server1\.$/);
  });

  it("does one thing at a time", async () => {
    const both = await Promise.allSettled([up(place), up(place)]);
    const refused = both
      .filter((each) => each.status === "rejected")
      .map(({ reason }) => String(reason));
    assert.equal(refused.length, 1);
    assert.match(refused[0] ?? "", /Another box command is at work/);
  });

  it("leaves nothing when it goes down, however often", async () => {
    const kinds = new Set(traces(place).map((trace) => trace.split(" ")[0]));
    assert.deepEqual([...kinds].sort(), ["cgroup", "file", "mount", "process"]);
    const limitBefore = textOf(join(stateRoot, "inotify.was"));
    await down(place);
    await down(place);
    assert.deepEqual(traces(place), []);
    assert.deepEqual(links(), linksBefore);
    if (limitBefore !== undefined && !existsSync(stateRoot)) {
      assert.equal(textOf(inotifyFile), limitBefore);
    }
  });

  it("leaves nothing when it is interrupted on its way up", async () => {
    const controller = new AbortController();
    const coming = up(place, { servers: 1, signal: controller.signal });
    setTimeout(() => {
      assert.notDeepEqual(traces(place), []);
      controller.abort(new BoxError("enough"));
    }, 800);
    await assert.rejects(coming, /enough/);
    assert.deepEqual(traces(place), []);
  });
});

async function ssh(place: Place, host: string, command: string): Promise<string> {
  return run(onNetwork(place, ["ssh", "-F", accessFiles(place).sshConfig, host, command]));
}

/** All that this machine shows of a box, one line each, that begins with the kind. */
function traces(place: Place): string[] {
  const files = [place.state, place.shown, join(networkRoot, place.name)].filter((path) =>
    existsSync(path),
  );
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const hierarchies = ["", ...readdirSync("/sys/fs/cgroup")].map((name) =>
    join("/sys/fs/cgroup", name),
  );
  const groups = hierarchies
    .map((path) => join(path, place.name))
    .filter((path) => existsSync(path));
  const processes = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isOf(place, pid));
  return [
    ...files.map((path) => `file ${path}`),
    ...mounts.filter((line) => line.includes(place.name)).map((line) => `mount ${line}`),
    ...groups.map((path) => `cgroup ${path}`),
    ...processes.map((pid) => `process ${pid}`),
  ];
}

function isOf(place: Place, pid: string): boolean {
  // Ended, and only waits for process 1 to take note: its time, not the box's.
  if (/^State:\tZ/m.test(textOf(`/proc/${pid}/status`) ?? "")) return false;
  const text = ["cgroup", "cmdline"].map((file) => textOf(`/proc/${pid}/${file}`) ?? "").join();
  return text.includes(place.name) || text.includes(place.state);
}

function links(): string[] {
  return readFileSync("/proc/net/dev", "utf8")
    .split("\n")
    .flatMap((line) => /^ *([^ :]+):/.exec(line)?.[1] ?? []);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
