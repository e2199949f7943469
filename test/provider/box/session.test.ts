import assert from "node:assert/strict";

import type { Target } from "../../../provider/host/target.ts";
import type { Labhost } from "../../../provider/labhost.ts";
import { subject } from "../fakeLab.ts";
import { BoxLab } from "./boxLab.ts";

describe("a session with a host of a box", () => {
  const lab = new BoxLab();
  let provider: Labhost;

  before(() => lab.up());
  after(() => lab.down());

  beforeEach(() => {
    lab.events.length = 0;
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  const about = subject("File", "f", "server1:/etc/none");
  const inputs = { host: "server1", path: "/etc/none", content: "" };

  afterEach(() => {
    lab.reach = {};
  });

  /** The one warning of a read, and how many seconds it took. */
  async function refusal(reach: Partial<Target>): Promise<{ warning: string; seconds: number }> {
    lab.reach = reach;
    lab.warnings.length = 0;
    const started = Date.now();
    await provider.read(about, inputs, {});
    assert.equal(lab.warnings.length, 1);
    return { warning: lab.warnings[0] ?? "", seconds: (Date.now() - started) / 1000 };
  }

  it("refuses a host that shows another key than the lab file's, and tells both", async () => {
    const key = await lab.sh("server1", "cat /etc/ssh/ssh_host_ed25519_key.pub");
    const shown = await lab.sh("server1", "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    const other = await lab.sh("jumphost", "cat /etc/ssh/ssh_host_ed25519_key.pub");
    const pinned = await lab.sh("jumphost", "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    const { warning } = await refusal({ hostKey: other.trim() });
    assert.equal(
      warning,
      `server1: not compared: shows another host key (${String(shown.split(" ")[1])}) than the pinned one ` +
        `(${String(pinned.split(" ")[1])}), and nothing was sent; find out why on the host itself ` +
        "before you pin the new key in the lab file (hostKey)",
    );
    await provider.cancel();
    provider = lab.provider();
    lab.reach = { hostKey: key.trim() };
    assert.equal(await provider.read(about, inputs, {}), undefined);
  });

  it("refuses a host whose key is not known", async () => {
    const { warning } = await refusal({ knownHosts: "/dev/null" });
    assert.match(warning, /no host key is known for 192\.0\.2\.11; .* pin the key in \/dev\/null$/);
  });

  it("names the user and the key that the host refuses", async () => {
    const { warning } = await refusal({ user: "nobody" });
    assert.match(
      warning,
      /^server1: not compared: refuses user nobody with the key \/.*\/id_ed25519; add/,
    );
  });

  it("works for a user who may run sudo, and tells where he may not", async () => {
    await lab.sh("server1", admin);
    const { warning } = await refusal({ user: "admin" });
    assert.match(
      warning,
      /user admin may not run sudo without a password \(sudo: a password is required\)/,
    );
    await lab.sh("server1", "echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin");
    await provider.cancel();
    provider = lab.provider();
    assert.equal(await provider.read(about, inputs, {}), undefined);
  });

  it("gives up within seconds on a host that takes connections and says nothing", async () => {
    await lab.sh("server1", "kill -STOP $(systemctl show -P MainPID ssh)");
    const { warning, seconds } = await refusal({});
    assert.match(
      warning,
      /^server1: not compared: cannot be reached at 192\.0\.2\.11: .*timed out/,
    );
    assert.ok(seconds < 9, `${String(seconds)} s`);
    await lab.sh("server1", "kill -CONT $(systemctl show -P MainPID ssh)");
  });

  it("gives up within seconds on a host without power", async () => {
    await lab.kill("server1");
    const { warning, seconds } = await refusal({});
    assert.match(warning, /^server1: not compared: cannot be reached at 192\.0\.2\.11: /);
    assert.ok(seconds < 9, `${String(seconds)} s`);
    await lab.start("server1");
  });
});

const admin = `useradd -m admin && mkdir -p /home/admin/.ssh
cp /root/.ssh/authorized_keys /home/admin/.ssh/ && chown -R admin /home/admin/.ssh`;
