import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { LabFilePlaces } from "../../../cli/probe/places.ts";
import { hostLines, probe, type HostReport } from "../../../cli/probe/report.ts";
import { declaringLab, goodFacts, hostsOf } from "./probedLab.ts";

const ocplab = join(__dirname, "../../../ocplab");

describe("ocplab check --probe", () => {
  const path = process.env.PATH;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-probe-"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "lab.yaml"), declaringLab);
    process.env.PATH = [join(folder, "bin"), path].join(delimiter);
    answers({ "192.0.2.1": {}, "192.0.2.11": {}, "192.0.2.12": {} });
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  /** Lets an ssh answer for each address with good facts but these; others cannot be reached. */
  function answers(facts: Readonly<Record<string, object>>, first = ""): void {
    for (const [address, more] of Object.entries(facts)) {
      const answer = JSON.stringify({ facts: { ...goodFacts, ...more }, unknown: {} });
      writeFileSync(join(folder, address), `ocplab-probe:${answer}\n`);
    }
    const program = `#!/bin/sh
echo "$*" >>${folder}/ssh.log
while [ "$1" != -- ]; do shift; done
${first}
cat ${folder}/$2 2>/dev/null || { echo "ssh: connect to host $2 port 22: No route to host" >&2; exit 255; }
`;
    writeFileSync(join(folder, "bin/ssh"), program);
    chmodSync(join(folder, "bin/ssh"), 0o755);
  }

  function check(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const argv = ["check", "--probe", ...args];
    return spawnSync(ocplab, argv, { cwd: folder, encoding: "utf8" });
  }

  const good =
    "rhel 9.4, Python 3.9.18, 16 hardware threads, 64GiB memory, 900GiB of disk free, eno1 MTU 1500 (eno1)";

  it("says of each host that it is ok, and ends with 0", () => {
    const { status, stdout, stderr } = check();
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(
      stdout,
      ["jumphost", "server1", "server2"].map((name) => `${name}: ok: ${good}\n`).join(""),
    );
  });

  it("ends with 4 where a host differs, with a line for each difference", () => {
    answers({ "192.0.2.11": { cpus: 4, memory: 2048 } });
    const { status, stdout, stderr } = check();
    assert.equal(status, 4);
    assert.deepEqual(stdout.split("\n").slice(1, 3), [
      "server1: vcpus: lab.yaml:10 says 16, but the host has 4 hardware threads; write `vcpus: 4` or less",
      "server1: memory: lab.yaml:9 says 64GiB, but the host has 2GiB; write `memory: 2GiB` or less",
    ]);
    assert.equal(stderr, "hosts not as they should be: 1 (of 3)\n");
  });

  it("ends with 5 where a host could not be asked, also where another differs", () => {
    answers({ "192.0.2.1": { python: "3.5.3" } });
    rmSync(join(folder, "192.0.2.12"));
    const { status, stdout, stderr } = check();
    assert.equal(status, 5);
    assert.equal(
      stdout,
      "jumphost: python3: it is 3.5.3; install Python 3.6 or later\n" +
        `server1: ok: ${good}\n` +
        "server2: not asked: cannot be reached at 192.0.2.12: connect to host 192.0.2.12 port 22: No route to host; see whether it runs, is on the network, and its sshd answers\n",
    );
    assert.equal(
      stderr,
      "hosts not asked, or not about everything: 1; not as they should be: 1 (of 3)\n",
    );
  });

  it("ends with 5 where one fact of a host could not be found", () => {
    const { memory, ...facts } = goodFacts;
    assert.ok(memory);
    const answer = { facts, unknown: { memory: "no meminfo" } };
    writeFileSync(join(folder, "192.0.2.11"), `ocplab-probe:${JSON.stringify(answer)}\n`);
    const { status, stdout } = check();
    assert.equal(status, 5);
    assert.match(stdout, /^server1: memory not asked: no meminfo$/m);
    assert.doesNotMatch(stdout, /server1: ok/);
  });

  it("adds what was found to the JSON", () => {
    answers({ "192.0.2.11": { cpus: 4 } });
    rmSync(join(folder, "192.0.2.12"));
    const { status, stdout } = check("--json");
    assert.equal(status, 5);
    const { probe: hosts, servers } = JSON.parse(stdout) as {
      probe: HostReport[];
      servers: unknown[];
    };
    assert.equal(servers.length, 2);
    assert.deepEqual(hosts[0], {
      host: "jumphost",
      outcome: "ok",
      differences: [],
      notAsked: [],
      facts: goodFacts,
    });
    assert.deepEqual(
      hosts.map(({ outcome }) => outcome),
      ["ok", "differs", "notAsked"],
    );
    assert.equal(hosts[2]?.facts, null);
  });

  it("asks nobody where the lab file has errors", () => {
    writeFileSync(join(folder, "lab.yaml"), declaringLab.replace("vcpus: 16", "vcpus: 0"));
    const { status, stdout } = check();
    assert.deepEqual([status, stdout], [1, ""]);
    assert.throws(() => readFileSync(join(folder, "ssh.log")), /ENOENT/);
  });

  it("asks only the jumphost and the servers of chosen clusters", () => {
    const sno1 = "  sno1: { type: sno, id: 1, server: server2, firstAddress: 192.0.2.40 }";
    writeFileSync(
      join(folder, "lab.yaml"),
      declaringLab.replace("clusters: {}", `clusters:\n${sno1}`),
    );
    const { stdout } = check("--cluster", "sno1");
    assert.deepEqual(stdout.match(/^\w+(?=:)/gm), ["jumphost", "server2"]);
  });

  it("does not ask a server that is retired, and says so", () => {
    writeFileSync(
      join(folder, "lab.yaml"),
      declaringLab.replace("hypervisor: qemu }", "retired: true }"),
    );
    const { status, stdout } = check();
    assert.equal(status, 0);
    assert.match(stdout, /^server2: retired: not compared$/m);
    assert.doesNotMatch(readFileSync(join(folder, "ssh.log"), "utf8"), /192\.0\.2\.12/);
  });

  it("asks each of many hosts once, 32 at a time, and tells them in the file's order", async () => {
    const servers = Array.from(
      { length: 79 },
      (_, index) =>
        `  server${String(index + 1)}: { address: 192.0.2.${String(index + 11)}, nic: eno1 }`,
    );
    const text = declaringLab.replace(/servers:[^]*/, `servers:\n${servers.join("\n")}\n`);
    answers({}, `echo start >>${folder}/work; sleep 0.2; echo end >>${folder}/work`);
    const reports = await probe(hostsOf(text), new LabFilePlaces(text), folder);
    assert.deepEqual(
      reports.map(({ host }) => host),
      ["jumphost", ...servers.map((_, index) => `server${String(index + 1)}`)],
    );
    assert.equal(reports.filter(({ outcome }) => outcome === "ok").length, 3);
    assert.equal(
      reports.flatMap(hostLines).filter((line) => line.includes("not asked")).length,
      77,
    );
    const log = readFileSync(join(folder, "ssh.log"), "utf8").trim().split("\n");
    const addresses = log.map((line) => / -- (\S+) /.exec(line)?.[1]);
    assert.equal(new Set(addresses).size, 80);
    assert.equal(addresses.length, 80);
    let most = 0;
    let now = 0;
    for (const line of readFileSync(join(folder, "work"), "utf8").trim().split("\n")) {
      now += line === "start" ? 1 : -1;
      most = Math.max(most, now);
    }
    assert.ok(most > 1 && most <= 32, String(most));
  });
});
