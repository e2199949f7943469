import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { inside } from "../../box/host.ts";
import { hostInBox } from "../../box/lab.ts";
import { run } from "../../box/command.ts";
import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { secondsSince, tell } from "./figures.ts";

const hosts = ["jumphost", "server1"] as const;
const sudoers = readFileSync(join(__dirname, "../../examples/sudo/ocplab"), "utf8");

// of several the first counts, and the box has one
const noRoot = "/etc/ssh/sshd_config.d/00-no-root.conf";
/** Whoever would log in as root is refused from here on. */
const refuseRoot = `echo 'PermitRootLogin no' >${noRoot} && systemctl reload ssh\n`;

/** Its key may do what SECURITY.md says, and root's nothing from elsewhere. */
const makeUser = `set -e
useradd --create-home --user-group ocplab
if getent group libvirt >/dev/null; then usermod --append --groups libvirt ocplab; fi
install -d -o ocplab -g ocplab -m 0700 /home/ocplab/.ssh
sed 's/^/restrict,port-forwarding /' /root/.ssh/authorized_keys >/home/ocplab/.ssh/authorized_keys
chown ocplab:ocplab /home/ocplab/.ssh/authorized_keys
cat >/etc/sudoers.d/ocplab
chmod 0440 /etc/sudoers.d/ocplab
visudo -cq
${refuseRoot}`;

describe("a user of its own, who is not root", function () {
  this.timeout(600_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(1);
    lab.editLab((file) => {
      for (const name of ["server2", "server3"]) file.deleteIn(["servers", name]);
      for (const name of ["ocp1", "sno2"]) file.deleteIn(["clusters", name]);
      file.setIn(["ssh", "user"], "ocplab");
    });
    for (const host of hosts) {
      const argv = inside(lab.place, hostInBox(lab.place, host));
      await run([...argv, "sh", "-c", makeUser], { input: sudoers });
      atFirst.set(host, await inventory(lab, host));
    }
    for (const stack of ["lab", "sno1"]) await lab.must("pulumi", "stack", "init", stack);
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  it("may do nothing else as root, who cannot log in", async () => {
    const root = await lab.run("ssh", "-F", ".box/ssh_config", "server1", "true");
    assert.match(root.stderr, /Permission denied/);
    for (const command of ["id", "/usr/bin/python3 -c pass", "/usr/bin/python3 -I -S -c pass"]) {
      const said = await lab.run(
        ...["ssh", "-F", ".box/ssh_config", "-l", "ocplab", "server1", `sudo -n ${command}`],
      );
      assert.notEqual(said.code, 0, command);
      assert.match(said.stderr, /a password is required|not allowed to execute/, command);
    }
  });

  it("converges the foundation and a cluster, with its install, and looks at both", async () => {
    const started = performance.now();
    for (const stack of ["lab", "sno1"]) {
      await lab.up(stack);
      assert.deepEqual(await lab.changes(stack), [], stack);
    }
    await lab.must("./ocplab", "status");
    await lab.must("./ocplab", "audit");
    await lab.must("./ocplab", "check", "--probe");
    tell("Users", "not root: foundation, one cluster", `converged after ${secondsSince(started)}`);
  });

  it("takes all away again, after a power cut too", async () => {
    // the box itself waits for a host as root
    await lab.inHost("server1", "rm", noRoot);
    await lab.kill("server1");
    await lab.start("server1");
    await lab.inHost("server1", "sh", "-c", refuseRoot);
    const left = await lab.inHost("server1", "sh", "-c", "ls -d /var/lib/libvirt/qemu/domain-*");
    assert.match(left, /-sno1-master-0$/m);
    await lab.must("./ocplab", "destroy", "--yes");
    for (const host of hosts) {
      assert.deepEqual(differences(atFirst.get(host) ?? {}, await inventory(lab, host)), [], host);
    }
    tell("Users", "not root: destroy", "0 objects left");
  });
});
