import assert from "node:assert/strict";

import { cut, fill, uncut, unfill } from "../../box/fault.ts";
import type { Target } from "../../provider/host/target.ts";
import type { Labhost } from "../../provider/labhost.ts";
import { BoxLab } from "../provider/box/boxLab.ts";
import { leftovers } from "../provider/box/bridgeScripts.ts";
import { subject } from "../provider/fakeLab.ts";
import { secondsSince, tell } from "./figures.ts";

const path = "/etc/ocplab-test/file";
const about = subject("File", "f", `server1:${path}`);
const rest = { host: "server1", path, mode: "0644", owner: "root", group: "root" };
const inputs = { ...rest, content: "new\n" };

/** A server that says its SSH banner, and no more. */
const onlyBanner = `systemctl stop ssh.socket ssh.service
systemd-run --quiet --collect --unit=test-banner python3 -c '
import socket, time
server = socket.create_server(("", 22))
held = []
while True:
    held.append(server.accept()[0])
    held[-1].send(b"SSH-2.0-OpenSSH_9.2\\r\\n")'`;
const authentications =
  "journalctl --no-pager -q -o cat -u ssh | grep -c 'Failed\\|Connection closed by authenticating'; true";

describe("a host that fails", () => {
  const lab = new BoxLab();
  let provider: Labhost;

  before(() => lab.up());
  after(() => lab.down());

  beforeEach(() => {
    provider = lab.provider();
  });

  afterEach(async () => {
    lab.reach = {};
    await provider.cancel();
  });

  /** Fails to write a file; gives for how long it tried. */
  async function refused(expected: RegExp, reach: Partial<Target> = {}): Promise<string> {
    lab.reach = reach;
    const started = performance.now();
    await assert.rejects(provider.create(about, inputs), expected);
    assert.ok(performance.now() - started < 30_000, "too long");
    return secondsSince(started);
  }

  async function assertUntouched(): Promise<void> {
    assert.equal(await lab.sh("server1", "ls /etc/ocplab-test 2>/dev/null; true"), "");
    assert.equal(await lab.sh("server1", leftovers), "");
  }

  it("is named and given up soon where its cable is cut", async () => {
    await cut(lab.place, "server1");
    const after = await refused(/^Error: server1: cannot be reached at 192\.0\.2\.11: /);
    await uncut(lab.place, "server1");
    tell("Hosts", "unreachable", `given up after ${after}`);
    await assertUntouched();
  });

  it("is given up soon where SSH hangs after its banner", async () => {
    await lab.sh("server1", onlyBanner);
    await lab.until("server1", "ss -Hltn sport = :22 | grep -q .");
    const after = await refused(
      /^Error: server1: (gave no answer|cannot be reached) at 192\.0\.2\.11/,
    );
    await lab.sh("server1", "systemctl stop test-banner; systemctl start ssh");
    tell("Hosts", "SSH hangs after its banner", `given up after ${after}`);
    await assertUntouched();
  });

  it("is given up soon where its SSH stops in the middle of a change, which goes on later", async () => {
    await provider.create(about, inputs);
    // the lock's holder keeps the agent waiting
    await lab.sh(
      "server1",
      "systemd-run --quiet --collect --unit=test-lock flock /run/ocplab.lock sleep 100",
    );
    await lab.until("server1", "! flock --nonblock /run/ocplab.lock true");
    const started = performance.now();
    const failed = assert.rejects(
      provider.update(about, {}, {}, { ...inputs, content: "newer\n" }),
      /^Error: server1: the connection was lost in the middle of a change .*run again/,
    );
    await lab.until("server1", "pgrep -f '[s]shd: root@notty'");
    await lab.sh("server1", "kill -STOP $(pgrep -f '[s]shd: root@notty')");
    await failed;
    const after = secondsSince(started);
    await lab.sh(
      "server1",
      "kill -CONT $(pgrep -f '[s]shd: root@notty'); systemctl stop test-lock",
    );
    tell("Hosts", "SSH stopped in the middle of a change", `given up after ${after}`);
    await provider.cancel();
    provider = lab.provider();
    await provider.update(about, {}, {}, { ...inputs, content: "newer\n" });
    assert.equal(await lab.sh("server1", `cat ${path}`), "newer\n");
    await provider.delete(about, inputs);
    await assertUntouched();
  });

  it("is asked once with a key that it refuses", async () => {
    const before = Number(await lab.sh("server1", authentications));
    const after = await refused(/refuses user nobody with the key .*authorized_keys/, {
      user: "nobody",
    });
    const attempts = Number(await lab.sh("server1", authentications)) - before;
    assert.ok(attempts <= 2, `${String(attempts)} attempts`);
    tell("Hosts", "wrong SSH key", `${String(attempts)} attempt, refused after ${after}`);
  });

  it("is sent nothing where it shows another host key", async () => {
    const before = Number(await lab.sh("server1", authentications));
    const other = (await lab.sh("jumphost", "cat /etc/ssh/ssh_host_ed25519_key.pub")).trim();
    const message =
      /shows another host key \(SHA256:\S+\) than the pinned one \(SHA256:\S+\), and nothing was sent/;
    const after = await refused(message, { hostKey: other });
    assert.equal(Number(await lab.sh("server1", authentications)), before);
    tell("Hosts", "changed host key", `both fingerprints after ${after}, no login tried`);
    await assertUntouched();
  });

  it("is changed by nobody who may not run sudo", async () => {
    await lab.sh("server1", admin);
    const after = await refused(/user admin may not run sudo without a password .*allow it/, {
      user: "admin",
    });
    tell("Hosts", "sudo refused", `refused after ${after}, 0 changes`);
    await assertUntouched();
  });

  it("keeps the old bytes where its disk is full, and takes the new ones when it has room", async () => {
    await lab.sh("server1", `mkdir -p /etc/ocplab-test; echo old >${path}`);
    await fill(lab.place, "server1");
    const after = await refused(/no space (left )?on/i);
    assert.equal(await lab.sh("server1", `cat ${path}; ls -A /etc/ocplab-test`), "old\nfile\n");
    await unfill(lab.place, "server1");
    tell("Hosts", "disk full", `old bytes intact, refused after ${after}`);
    await provider.create(about, inputs);
    await provider.delete(about, inputs);
    assert.equal(await lab.sh("server1", `cat ${path}`), "old\n");
  });

  it("keeps the old bytes where its disk is read-only", async () => {
    await lab.sh("server1", "mount --bind /etc /etc && mount -o remount,ro,bind /etc");
    const after = await refused(/file system is read-only; what was there is untouched/);
    assert.equal(await lab.sh("server1", `cat ${path}; ls -A /etc/ocplab-test`), "old\nfile\n");
    await lab.sh("server1", "umount /etc; rm -r /etc/ocplab-test");
    tell("Hosts", "disk read-only", `old bytes intact, refused after ${after}`);
    await assertUntouched();
  });
});

const admin = `useradd -m admin && mkdir -p /home/admin/.ssh
cp /root/.ssh/authorized_keys /home/admin/.ssh/ && chown -R admin /home/admin/.ssh`;
