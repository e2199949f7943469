import assert from "node:assert/strict";

import { differences, inventory, type Inventory } from "./inventory.ts";
import { eachStandsOnTheLast } from "./steps.ts";
import { TestLab } from "./testLab.ts";

const hosts = ["jumphost", "server1"] as const;
const size = { memory: "96MiB", vcpus: 1, disk: "40MiB" };
const installers = { power: "installer" };
const cluster = {
  type: "ipi",
  id: 1,
  server: "server1",
  firstAddress: "192.0.2.20",
  bmc: "ipmi",
  image: ".box/guest.qcow2",
  sizes: { provisionhost: size, master: size },
  nodes: { "master-0": installers, "master-1": installers, "master-2": installers },
};
/** The box's, from Pulumi.lab.yaml. */
const login = { user: "admin", password: "box-of-ocplab" };
const changed = { ...login, password: "another-Password" };
const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEFub3RoZXJLZXlPZlRoZUluc3RhbGxzT2ZUaGVCb3g";

/** One lab from nothing to nothing, with a cluster whose masters are switched by an installer. */
describe("BMCs of machines in a box", () => {
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();
  let master0 = "";

  before(async () => {
    lab.editLab((file) => {
      const server1 = { address: "192.0.2.11", nic: "host0", hypervisor: "qemu" };
      file.set("servers", file.createNode({ server1 }));
      file.set("clusters", file.createNode({ ocp1: cluster }, { aliasDuplicateObjects: false }));
    });
    await lab.boxUp(1);
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    await on("jumphost", "mkdir /srv/media && head -c 300000 /dev/urandom >/srv/media/agent.iso");
    await on("jumphost", "systemd-run -q -u test-media python3 -m http.server -d /srv/media 8000");
    for (const stack of ["lab", "ocp1"]) await lab.must("pulumi", "stack", "init", stack);
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const on = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** Asks server1's Redfish service, from the jumphost; gives the code of the answer, and the answer. */
  const redfish = async (
    path: string,
    {
      method = "GET",
      body = "",
      who = login,
    }: { method?: string; body?: string; who?: typeof login },
  ): Promise<{ code: string; text: string }> => {
    const told = await lab.inHost(
      ...["jumphost", "curl", "-sk", "-X", method, "-u", `${who.user}:${who.password}`],
      ...["-H", "Content-Type: application/json", ...(body === "" ? [] : ["-d", body])],
      ...["-w", "\n%{http_code}", `https://192.0.2.11:8082/redfish/v1/Systems${path}`],
    );
    const end = told.lastIndexOf("\n");
    return { code: told.slice(end + 1), text: told.slice(0, end) };
  };

  const ask = async (path: string, body: object, more = {}): Promise<void> => {
    const request = { method: "POST", body: JSON.stringify(body), ...more };
    const answer = await redfish(`/${master0}${path}`, request);
    assert.equal(answer.code, "204", answer.text);
  };
  const act = async (path: string, body: object, more = {}): Promise<void> => {
    await ask(path, body, more);
    assert.deepEqual(await lab.changes("ocp1"), [], path);
  };

  const reset = (type: string): Promise<void> =>
    act("/Actions/ComputerSystem.Reset", { ResetType: type });
  const medium = "/VirtualMedia/Cd/Actions/VirtualMedia";

  const ipmi = (port: number, who: typeof login, ...command: string[]): Promise<string> =>
    lab.inHost(
      ...["jumphost", "ipmitool", "-I", "lanplus", "-H", "192.0.2.11", "-p", String(port)],
      ...["-U", who.user, "-P", who.password, ...command],
    );

  /** What the trial before an install says; none where all is well. */
  async function problems(): Promise<string[]> {
    const { code, stdout, stderr } = await lab.run("./ocplab", "preflight", "ocp1");
    const said = stderr.trim().split("\n").filter(Boolean);
    assert.equal(code, said.length === 0 ? 0 : 4, `${stdout}${stderr}`);
    return said;
  }

  /** Running machines with their ids, which change at every start. */
  const machines = (): Promise<string> => on("server1", "virsh --quiet list | sort");

  it("know the machines by their planned UUIDs, and let nobody in without the password", async () => {
    await lab.up("lab");
    await lab.up("ocp1");
    for (const stack of ["lab", "ocp1"]) assert.deepEqual(await lab.changes(stack), [], stack);
    const told = await lab.must("pulumi", "stack", "output", "--json", "-s", "ocp1");
    const { machines } = JSON.parse(told) as { machines: Record<string, { uuid: string }> };
    assert.equal(machines["master-0"]?.uuid, "d52a8d57-cc1e-52c6-89b0-f44a231357ba");
    master0 = machines["master-0"].uuid;
    const system = JSON.parse((await redfish(`/${master0}`, {})).text) as Record<string, unknown>;
    assert.deepEqual([system.Name, system.PowerState], ["ocp1-master-0", "Off"]);
    const wrong = { user: "admin", password: "box-of-others" };
    assert.equal((await redfish(`/${master0}`, { who: wrong })).code, "401");
    assert.equal(await on("jumphost", "cat /etc/ocplab/bmc/server1/password"), login.password);
  });

  it("leave provisionhost alone, which configures itself from a seed, also when the installs' key changes", async () => {
    const seed = "/var/lib/libvirt/ocplab/.seeds/ocp1-provisionhost.iso";
    assert.match(
      await on("server1", "virsh domblklist ocp1-provisionhost"),
      new RegExp(`sda +${seed}`),
    );
    assert.equal(await on("server1", `blkid -p -s LABEL -o value ${seed}`), "cidata\n");
    const key = (await on("jumphost", "cut -d' ' -f1,2 /root/.ssh/id_ed25519.pub")).trim();
    await on("server1", `grep -aq -- '- ${key}' ${seed}`);
    const running = await machines();
    assert.match(running, /ocp1-provisionhost/);
    await on("server1", `sed -i 's/local-hostname: p/local-hostname: x/' ${seed}`);
    await on(
      "jumphost",
      `cd /root/.ssh; cp -a id_ed25519.pub old; echo ${otherKey} >id_ed25519.pub`,
    );
    assert.match(await lab.up("lab"), /the installs' SSH public key is another one now/);
    assert.deepEqual(await lab.changes("ocp1"), ["update provisionhost-seed"]);
    assert.match(
      await lab.up("ocp1"),
      /ocp1-provisionhost goes on as it is, without a restart: .*\(meta-data, user-data\)/,
    );
    await on("server1", `grep -aq 'local-hostname: provisionhost.ocp1' ${seed}`);
    await on("server1", `grep -aq -- '- ${otherKey}' ${seed}`);
    assert.equal(await machines(), running);
    // the guests of the box know the first one
    await on("jumphost", "mv /root/.ssh/old /root/.ssh/id_ed25519.pub");
  });

  it("insert, switch on, switch off and eject, and none of it is drift", async () => {
    await act(`${medium}.InsertMedia`, { Image: "http://192.0.2.1:8000/agent.iso" });
    assert.match(await on("server1", "virsh domblklist ocp1-master-0"), /agent-iso/);
    const boot = { BootSourceOverrideTarget: "Cd", BootSourceOverrideEnabled: "Once" };
    await act("", { Boot: { ...boot, BootSourceOverrideMode: "UEFI" } }, { method: "PATCH" });
    await ask("", { Boot: { ...boot, BootSourceOverrideMode: "Legacy" } }, { method: "PATCH" });
    await reset("On");
    const running = await machines();
    assert.match(running, /ocp1-master-0/);
    await lab.up("ocp1");
    assert.equal(await machines(), running);
    await reset("ForceOff");
    await act(`${medium}.EjectMedia`, {});
    assert.doesNotMatch(await on("server1", "virsh domblklist ocp1-master-0"), /agent-iso/);
  });

  it("answer IPMI at each machine's planned port where the cluster asks for it", async () => {
    assert.equal(await ipmi(6255, login, "power", "status"), "Chassis Power is off\n");
    await ipmi(6255, login, "power", "on");
    assert.match(await machines(), /ocp1-master-1/);
    assert.deepEqual(await lab.changes("ocp1"), []);
    await ipmi(6255, login, "chassis", "bootdev", "pxe");
    await ipmi(6255, login, "power", "off");
    assert.doesNotMatch(await machines(), /ocp1-master-1/);
  });

  it("are asked who they are before an install, and what is wrong is named", async () => {
    const where = (node: number, kind: string, port: number): string =>
      `jumphost: the BMC of master-${node} of cluster ocp1, ${kind} at 192.0.2.11:${port},`;
    assert.deepEqual(await problems(), []);
    const ipmi = "/etc/ocplab/power/ipmi/ocp1-master-2";
    const unit = (node: number): string => `ocplab-ipmi@ocp1-master-${node}.service`;
    await on(
      "server1",
      `for node in 0 1; do virsh dumpxml --inactive ocp1-master-$node >/tmp/$node.xml; done
      sed s/52:54:00:00:01:01/52:54:00:00:01:99/ /tmp/0.xml | virsh define /dev/stdin
      virsh undefine ocp1-master-1; systemctl stop ${unit(0)}; sed -i.old s/6256/6254/ ${ipmi}
      systemctl restart ${unit(2)}`,
    );
    await on("jumphost", "mv /root/.ssh/id_ed25519.pub /tmp");
    const next = "next: pulumi up -s ocp1";
    const uuids = {
      master1: "415a3969-c0af-555d-b16e-3b33cb1b736d",
      master2: "bbd10b5b-6070-5947-92cf-c7b8927745ec",
    };
    assert.deepEqual(await problems(), [
      `${where(0, "IPMI", 6254)} reports the machine ${uuids.master2}, not ocp1-master-0 (${master0}); ${next}`,
      `${where(0, "Redfish", 8082)} reports the MACs 52:54:00:00:01:99 and 52:54:01:00:01:01, not 52:54:00:00:01:01 and 52:54:01:00:01:01; ${next}`,
      `${where(1, "IPMI", 6255)} reports the machine 00000000-0000-0000-0000-000000000000, not ocp1-master-1 (${uuids.master1}); ${next}`,
      `${where(1, "Redfish", 8082)} knows no machine ${uuids.master1}; ${next}`,
      `${where(2, "IPMI", 6256)} does not answer; see that ${unit(2)} runs on server1, and that its firewall lets UDP port 6256 in`,
      "jumphost: there is no SSH public key in /root/.ssh/id_ed25519.pub, by which the install logs in on its machines; next: ssh-keygen -t rsa -f /root/.ssh/id_ed25519, or correct dci.sshPublicKeyFile in the lab file; then: pulumi up -s lab",
    ]);
    await on(
      "server1",
      `for node in 0 1; do virsh define /tmp/$node.xml; rm /tmp/$node.xml; done
      mv ${ipmi}.old ${ipmi}; systemctl restart ${unit(2)}; systemctl start ${unit(0)}`,
    );
    const password = "/etc/ocplab/bmc/server1/password";
    await on("jumphost", `mv /tmp/id_ed25519.pub /root/.ssh; printf x >${password}`);
    await on("server1", `systemctl stop ${unit(1)}`);
    const refused =
      "refuses the user and password in /etc/ocplab/bmc/server1; next: pulumi up -s lab";
    assert.deepEqual(await problems(), [
      `${where(0, "IPMI", 6254)} ${refused}`,
      `${where(0, "Redfish", 8082)} ${refused}`,
      `${where(1, "IPMI", 6255)} does not answer; see that ${unit(1)} runs on server1, and that its firewall lets UDP port 6255 in`,
      `${where(1, "Redfish", 8082)} ${refused}`,
      `${where(2, "IPMI", 6256)} ${refused}`,
      `${where(2, "Redfish", 8082)} ${refused}`,
    ]);
    await on("jumphost", `printf %s ${login.password} >${password}`);
    await on("server1", `systemctl start ${unit(1)}`);
  });

  it("keep the password out of arguments, environments, journals and states", async () => {
    const seen = await on(
      "server1",
      "grep -las '[b]ox-of-ocplab' /proc/[0-9]*/cmdline /proc/[0-9]*/environ /var/lib/ocplab/journal/*; " +
        "journalctl --no-pager | grep '[b]ox-of-ocplab'; true",
    );
    assert.equal(seen, "");
    for (const stack of ["lab", "ocp1"]) {
      const state = await lab.must("pulumi", "stack", "export", "-s", stack);
      assert.doesNotMatch(state, /box-of-ocplab/, stack);
    }
  });

  it("show what was changed by hand, and are put right, with a new password", async () => {
    await on("server1", "systemctl stop ocplab-bmc.service; rm -r /usr/local/lib/ocplab/bmc");
    await on("server1", "systemctl stop ocplab-ipmi@ocp1-master-1.service");
    assert.deepEqual(await lab.changes("lab"), [
      "update server1-bmc-python",
      "update server1-bmc-service",
    ]);
    await lab.must(
      ...["pulumi", "config", "set", "-s", "lab", "--secret", "bmcPassword", changed.password],
    );
    await lab.up("lab");
    await lab.up("ocp1");
    for (const stack of ["lab", "ocp1"]) assert.deepEqual(await lab.changes(stack), [], stack);
    assert.equal((await redfish(`/${master0}`, { who: changed })).code, "200");
    assert.equal((await redfish(`/${master0}`, {})).code, "401");
    assert.equal(await ipmi(6255, changed, "power", "status"), "Chassis Power is off\n");
  });

  it("install a cluster by IPMI, whose machines the installer switches on", async () => {
    lab.editLab((file) => {
      file.setIn(["clusters", "ocp1", "install"], { enabled: true, topic: "OCP-4.19" });
    });
    await ipmi(6255, changed, "chassis", "bootdev", "disk");
    await lab.up("ocp1");
    assert.deepEqual(await lab.changes("ocp1"), []);
    assert.match(await machines(), /ocp1-master-0[^]*ocp1-master-1[^]*ocp1-master-2/);
    const log = await on("jumphost", "cat /var/lib/ocplab/installs/ocp1/*.log");
    for (const master of ["master-0", "master-1", "master-2"]) {
      assert.ok(log.includes(`${master}: switched on by IPMI`), master);
    }
    assert.doesNotMatch(log, new RegExp(changed.password));
    await on("jumphost", "test -e /root/.ssh/ocp1-provisioner_rsa");
  });

  it("leave nothing behind, not even what was inserted", async () => {
    const image = { Image: "http://192.0.2.1:8000/agent.iso" };
    await ask(`${medium}.InsertMedia`, image, { who: changed });
    // as it is when nobody asks: it comes back through its socket
    await on("server1", "systemctl stop libvirtd.service 2>/dev/null");
    await lab.destroy("ocp1");
    const left = "find /var/lib/libvirt/ocplab /var/lib/ocplab/bmc -name '*agent*'";
    assert.equal(await on("server1", left), "");
    await on("server1", "systemctl stop libvirtd.service 2>/dev/null");
    await lab.destroy("lab");
    await on("jumphost", "systemctl stop test-media.service");
    for (const host of hosts) {
      const more = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(more, [], host);
    }
  });
});
