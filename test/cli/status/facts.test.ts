import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { utimesSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

import { askHost } from "../../../cli/probe/ask.ts";
import { answer, type Answer, type Question } from "../../../cli/status/facts.ts";
import { FakeLab } from "../../provider/fakeLab.ts";

const script = join(__dirname, "../../../cli/status/status.py");

/** Answers questions for A records: by name, after the question itself, with a pointer to it. */
async function dnsServer(records: Readonly<Record<string, string>>): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const labels: string[] = [];
    for (let at = 12; question[at]; at += (question[at] ?? 0) + 1) {
      labels.push(question.toString("ascii", at + 1, at + 1 + (question[at] ?? 0)));
    }
    const found = records[labels.join(".")];
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(found === undefined ? 0 : 1, 6);
    const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
    const bytes = Buffer.from((found ?? "").split(".").map(Number));
    const more = found === undefined ? [] : [record, bytes];
    socket.send(Buffer.concat([header, question.subarray(12), ...more]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

describe("asking a host how the lab is on it", () => {
  let lab: FakeLab;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    lab.program("ip", "#!/bin/sh\necho '7: br0    inet 192.0.2.11/24 scope global'\n");
    lab.program("systemctl", "#!/bin/sh\necho inactive\nexit 3\n");
  });

  afterEach(() => {
    lab.dispose();
  });

  async function asked(more: Partial<Question>): Promise<Answer> {
    const target = await lab.find("server1");
    assert.ok(target);
    const question: Question = {
      ...{ server: false, jumphost: false, address: "192.0.2.11", imageFolder: "/images" },
      ...{ claimFolder: "/claims", clusters: ["ocp1", "sno1"], bridges: { br0: "eno1" } },
      ...{ leases: "/var/lib/leases", dns: ["127.0.0.1", 9], names: [], ports: [] },
      ...{ installFolder: "/installs", installs: ["ocp1", "sno1"] },
      root: lab.path("server1", ""),
      ...more,
    };
    const told = await askHost(target, { script, question, answer });
    if ("reason" in told) throw new Error(told.reason);
    return told.answer;
  }

  it("finds a server's machines, bridges, memory and load, over one connection", async () => {
    lab.program(
      "virsh",
      "#!/bin/sh\nprintf ' 1     ocp1-master-0   running\\n -     ocp1-master-1   shut off\\n'\n",
    );
    lab.write("server1", "/proc/loadavg", "1.25 0.80 0.50 2/300 4711\n");
    lab.write("server1", "/proc/meminfo", "MemTotal:  2097152 kB\nMemAvailable:  1048576 kB\n");
    lab.write("server1", "/sys/devices/system/cpu/online", "0-3\n");
    lab.write("server1", "/sys/class/net/br0/bridge/stp_state", "0\n");
    lab.write("server1", "/sys/class/net/br0/brif/eno1/state", "3\n");
    lab.write("server1", "/claims/ocp1", "");
    utimesSync(lab.path("server1", "/claims/ocp1"), 1_700_000_000, 1_700_000_000);
    const { facts, unknown } = await asked({ server: true });
    const { now, disk, ...rest } = facts;
    assert.deepEqual(unknown, {});
    assert.deepEqual(rest, {
      claims: { ocp1: 1_700_000_000 },
      ...{ cpus: 4, memory: 2048, available: 1024, load: 1.25, carrier: "br0" },
      machines: { "ocp1-master-0": "running", "ocp1-master-1": "shut off" },
      bridges: { br0: true },
    });
    assert.ok(Math.abs((now ?? 0) - Date.now() / 1000) < 60);
    assert.equal(disk?.ours, 0);
    assert.equal(lab.connections(), 1);
  });

  it("tells a bridge that is not there from one without its NIC", async () => {
    lab.program("virsh", "#!/bin/sh\necho 'error: no socket' >&2; exit 1\n");
    lab.write("server1", "/sys/class/net/br0/bridge/stp_state", "0\n");
    const { facts, unknown } = await asked({ server: true, bridges: { br0: "eno1", br1: "eno2" } });
    assert.deepEqual(facts.bridges, { br0: false, br1: null });
    assert.equal(unknown.machines, "virsh says: error: no socket");
  });

  it("asks the jumphost's DNS for each name, and reads the leases", async () => {
    const dns = await dnsServer({ "api.ocp1.example.com": "192.0.2.20" });
    lab.write(
      "server1",
      "/var/lib/leases",
      "1700000000 52:54:00:00:02:01 192.0.2.24 master-0 *\nduid x\n",
    );
    const names = ["api.ocp1.example.com", "nobody.example.com"];
    const where = ["127.0.0.1", dns.address().port] as const;
    const { facts, unknown } = await asked({ jumphost: true, dns: where, names });
    dns.close();
    assert.deepEqual(unknown, {});
    assert.deepEqual(facts.names, {
      "api.ocp1.example.com": "192.0.2.20",
      "nobody.example.com": null,
    });
    assert.deepEqual(facts.leases, { "52:54:00:00:02:01": "192.0.2.24" });
    assert.deepEqual(facts.installs, {});
  });

  it("says that the DNS does not answer, and of no name that it is unknown", async () => {
    const { facts, unknown } = await asked({ jumphost: true, names: ["x.example.com"] });
    assert.equal(facts.names, undefined);
    assert.match(unknown.names ?? "", /^DNS at 127\.0\.0\.1 does not answer: /);
  });

  it("tells which ports take connections, in their order", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const ports = [["127.0.0.1", 9] as const, ["127.0.0.1", port] as const];
    const { facts } = await asked({ jumphost: true, ports });
    server.close();
    assert.deepEqual(facts.answering, [false, true]);
  });

  it("knows how installs ended, and that one whose unit is gone was interrupted", async () => {
    const record = (state: string): string => JSON.stringify({ state, started: 5, ended: 9 });
    lab.write(
      "server1",
      "/installs/ocp1/abc.json",
      JSON.stringify({ state: "running", started: 5 }),
    );
    lab.write("server1", "/installs/sno1/def.json", record("succeeded"));
    const { facts } = await asked({ jumphost: true });
    assert.deepEqual(facts.installs, {
      ocp1: { hash: "abc", state: "interrupted", started: 5, ended: null, step: null },
      sno1: { hash: "def", state: "succeeded", started: 5, ended: 9, step: null },
    });
  });

  it("tells of a running install's log the name of its task, and nothing else", async () => {
    lab.program("systemctl", "#!/bin/sh\necho active\n");
    lab.write(
      "server1",
      "/installs/ocp1/abc.json",
      JSON.stringify({ state: "running", started: 5 }),
    );
    const log = "PLAY [One] ***\nTASK [Pull images] ***\nchanged: password=hidden\n";
    lab.write("server1", "/installs/ocp1/abc.log", log);
    const { facts } = await asked({ jumphost: true, installs: ["ocp1"] });
    assert.equal(facts.installs?.ocp1?.step, "TASK [Pull images]");
    assert.doesNotMatch(JSON.stringify(facts), /hidden/);
  });
});
