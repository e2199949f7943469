import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkCommand } from "../../cli/check.ts";
import type { CheckReport } from "../../cli/checkReport.ts";
import { changedLab, inOcp1, sampleLab } from "../lab/sampleLab.ts";

const ocplab = join(__dirname, "../../ocplab");

describe("ocplab check", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-check-"));
    writeFileSync(join(folder, "lab.yaml"), sampleLab);
    mkdirSync(join(folder, "images"));
    writeFileSync(join(folder, "images/rhel9.qcow2"), "QFI");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function check(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(ocplab, ["check", ...args], { cwd: folder, encoding: "utf8" });
  }

  it("prints the plan of a sound lab file, and nothing else", () => {
    const { status, stdout, stderr } = check();
    assert.deepEqual([status, stderr], [0, ""]);
    const titles = stdout.split("\n\n").map((part) => part.split(/ +/).slice(0, 2).join(" "));
    assert.deepEqual(titles, [
      ...["lab test,", "CLUSTER TYPE", "CLUSTER NAME", "CLUSTER NODE", "SERVER ADDRESS"],
      ...["What a", "TYPE MORE"],
    ]);
  });

  it("tells all that is wrong with the file, and prints no plan", () => {
    writeFileSync(
      join(folder, "lab.yaml"),
      changedLab("192.0.2.40", "192.0.2.20").replace("id: 2", "id: 0"),
    );
    const { status, stdout, stderr } = check("--json");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^lab\.yaml:17:9: clusters\.ocp1\.id: 0 is not a cluster id; /);
    assert.doesNotMatch(stderr, /^ +at /m);
  });

  it("says that there is no lab file", () => {
    rmSync(join(folder, "lab.yaml"));
    const { status, stderr } = check();
    assert.equal(status, 1);
    assert.match(stderr, /^lab\.yaml: no such file; run from the project's folder/);
  });

  it("tells warnings apart from the plan", () => {
    // these two have one VRRP id, which old releases announce to the whole network
    const text = changedLab("  ocp1:\n", "  cluster4:\n")
      .replace("  sno1:\n    type: sno\n", "  cluster11:\n    type: abi\n")
      .replace("192.0.2.40\n", "192.0.2.40\n    install: { topic: OCP-4.5 }\n")
      .replace("size: 12\n", "size: 12\n    install: { topic: OCP-4.5, enabled: true }\n");
    writeFileSync(join(folder, "lab.yaml"), text);
    const { status, stdout, stderr } = check("--json");
    assert.equal(status, 0);
    const { warnings } = JSON.parse(stdout) as CheckReport;
    assert.equal(stderr, "");
    assert.ok(warnings.length > 0);
    assert.match(warnings[0] ?? "", /^lab\.yaml:\d+:\d+: clusters\.cluster\d+/);
    const plain = check();
    assert.equal(plain.stderr, warnings.map((warning) => `warning: ${warning}\n`).join(""));
    assert.equal(plain.status, 0);
  });

  it("warns of files that the lab file names and that are not there, beside errors too", () => {
    rmSync(join(folder, "images/rhel9.qcow2"));
    const text = sampleLab
      .replace("servers:\n", "ssh: { keyFile: keys/lab, knownHosts: keys/hosts }\nservers:\n")
      .replace("id: 3", "id: 2");
    writeFileSync(join(folder, "lab.yaml"), text);
    const { status, stderr } = check();
    assert.equal(status, 1);
    assert.deepEqual(stderr.split("\n"), [
      "warning: lab.yaml:9:17: ssh.keyFile: there is no file keys/lab on this machine, from the lab file's folder; put the private key there, or remove `keyFile` to take the ssh-agent's keys",
      "warning: lab.yaml:9:39: ssh.knownHosts: there is no file keys/hosts on this machine, from the lab file's folder; write the hosts' pinned keys into it, as `ssh-keyscan` prints them",
      "warning: lab.yaml:23:30: clusters.ocp1.images.provisionhost: there is no file images/rhel9.qcow2 on this machine, from the lab file's folder; put it there, or correct the path",
      "lab.yaml:26:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 18); the next free id is 1",
      "",
    ]);
  });

  it("warns of files that are folders, or empty", () => {
    writeFileSync(join(folder, "images/rhel9.qcow2"), "");
    const text = sampleLab.replace("servers:\n", "ssh: { knownHosts: images }\nservers:\n");
    writeFileSync(join(folder, "lab.yaml"), text);
    const { status, stderr } = check();
    assert.equal(status, 0);
    assert.deepEqual(stderr.split("\n"), [
      "warning: lab.yaml:9:20: ssh.knownHosts: images is a folder on this machine, from the lab file's folder; write the hosts' pinned keys into it, as `ssh-keyscan` prints them",
      "warning: lab.yaml:23:30: clusters.ocp1.images.provisionhost: images/rhel9.qcow2 is empty on this machine, from the lab file's folder; put it there, or correct the path",
      "",
    ]);
  });

  it("warns of a reservation that is over, unless the cluster is protected", () => {
    const text = changedLab("    id: 3\n", "    id: 3\n    expires: 2020-12-31\n");
    writeFileSync(join(folder, "lab.yaml"), text);
    assert.equal(
      check().stderr,
      "warning: lab.yaml:26:14: clusters.sno1.expires: 2020-12-31 is over: `./ocplab up` leaves the cluster out, and `./ocplab expire --yes` destroys it; write a later time, or remove the cluster\n",
    );
    writeFileSync(
      join(folder, "lab.yaml"),
      text.replace("id: 3\n", "id: 3\n    protected: true\n"),
    );
    assert.doesNotMatch(check().stderr, /is over/);
  });

  it("takes a file after the names of clusters too, but no second one", () => {
    writeFileSync(join(folder, "other.yaml"), sampleLab.replace("sno1:", "sno7:"));
    const { status, stdout, stderr } = check("--cluster", "sno7", "other.yaml");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^sno7 +sno /m);
    const two = check("other.yaml", "--cluster", "sno7", "lab.yaml");
    assert.equal(two.status, 2);
    assert.equal(two.stderr, "there are two lab files: lab.yaml and other.yaml; name one\n");
    const none = check("--cluster", "other.yaml");
    assert.deepEqual([none.status, none.stderr], [2, "--cluster: name a cluster\n"]);
  });

  it("prints the same as JSON", () => {
    const { status, stdout } = check("--json");
    assert.equal(status, 0);
    const { clusters, servers, fits, ...rest } = JSON.parse(stdout) as CheckReport;
    assert.deepEqual(rest, {
      version: 1,
      lab: { name: "test", domain: "lab.example.com" },
      network: {
        subnet: "192.0.2.0/24",
        gateway: "192.0.2.254",
        upstreamDns: ["192.0.2.254"],
        ntp: ["192.0.2.1"],
        reserved: [],
        leaseTime: "24h",
        mtu: 1500,
        addresses: {
          usable: 254,
          free: 237,
          largestFreeRun: { first: "192.0.2.41", last: "192.0.2.253", length: 213 },
        },
      },
      jumphost: {
        name: "jumphost",
        fqdn: "jumphost.lab.example.com",
        address: "192.0.2.1",
        nic: "eno1",
      },
      warnings: [],
    });
    assert.deepEqual(servers[1], {
      name: "server2",
      fqdn: "server2.lab.example.com",
      address: "192.0.2.12",
      nic: "eno1",
      hypervisor: "kvm",
      retired: false,
      nodes: 1,
      memory: { used: 32768, declared: null },
      vcpus: { used: 8, declared: null },
      disk: { used: 122880, declared: null },
    });
    const [ocp1] = clusters;
    assert.ok(ocp1);
    const { nodes, reservation, ...cluster } = ocp1;
    assert.deepEqual(reservation, { owner: null, purpose: null, expires: null, protected: false });
    assert.deepEqual(cluster, {
      name: "ocp1",
      id: 2,
      type: "ipi",
      hub: null,
      machines: "ours",
      domain: "ocp1.lab.example.com",
      servers: ["server1"],
      names: [
        { name: "api.ocp1.lab.example.com", address: "192.0.2.20" },
        { name: "api-int.ocp1.lab.example.com", address: "192.0.2.20" },
        { name: "*.apps.ocp1.lab.example.com", address: "192.0.2.21" },
      ],
      block: { first: "192.0.2.20", last: "192.0.2.31" },
      api: "192.0.2.20",
      ingress: "192.0.2.21",
      bootstrap: { address: "192.0.2.22", mac: "52:54:00:00:02:f0" },
      provisioning: { network: "ocp1-provisioning", bridge: "prov2", mode: "isolated" },
    });
    assert.deepEqual(nodes[0], {
      node: "provisionhost",
      role: "provisionhost",
      name: "ocp1-provisionhost",
      fqdn: "provisionhost.ocp1.lab.example.com",
      server: "server1",
      address: "192.0.2.23",
      mac: "52:54:00:00:02:00",
      provisioningMac: "52:54:01:00:02:00",
      power: "ours",
      bmc: null,
      memory: 16384,
      vcpus: 8,
      disk: 102400,
    });
    const ipi = fits.find(({ type }) => type === "ipi");
    assert.deepEqual([ipi?.count, ipi?.stops[0]?.resource], [33, "addresses"]);
  });

  it("tells in JSON the kind of BMC and its port, and a port of IPMI only where there is one", () => {
    const bmcOf = (text: string): unknown => {
      writeFileSync(join(folder, "lab.yaml"), text);
      const { clusters } = JSON.parse(check("--json").stdout) as CheckReport;
      return clusters[0]?.nodes[1]?.bmc;
    };
    const common = { address: "192.0.2.11", redfishPort: 8082 };
    assert.deepEqual(bmcOf(sampleLab), { ...common, kind: "redfish", port: 8082, ipmiPort: null });
    const ipmi = { ...common, kind: "ipmi", port: 6254, ipmiPort: 6254 };
    assert.deepEqual(bmcOf(inOcp1("bmc: ipmi")), ipmi);
  });

  it("shows only the clusters that are asked for", () => {
    const { stdout } = check("--json", "--cluster", "sno1");
    const { clusters, servers, network } = JSON.parse(stdout) as CheckReport;
    assert.deepEqual(
      [...clusters, ...servers].map(({ name }) => name),
      ["sno1", "server2"],
    );
    assert.equal(network.addresses.free, 237);
  });

  it("refuses names of clusters that there are not, all at once", () => {
    const { status, stdout, stderr } = check("--cluster", "ocp", "sno1", "x");
    assert.deepEqual([status, stdout], [2, ""]);
    assert.equal(
      stderr,
      '--cluster: no cluster is called "ocp"; did you mean "ocp1"?\n' +
        '--cluster: no cluster is called "x"; the clusters here: ocp1, sno1\n',
    );
  });

  it("ends quietly where nobody reads what it prints any more", () => {
    const script = '{ sleep 0.2; "$0" check --json; echo "ended with $?" >&2; } | true';
    const { stderr } = spawnSync("sh", ["-c", script, ocplab], { cwd: folder, encoding: "utf8" });
    assert.equal(stderr, "ended with 0\n");
  });

  it("refuses options that there are not", () => {
    const { status, stderr } = check("--probes");
    assert.equal(status, 2);
    assert.match(stderr, /unknown option '--probes'\n\(Did you mean --probe\?\)/);
  });

  it("teaches its exit codes and examples", () => {
    let help = "";
    const command = checkCommand().configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    for (const line of [
      "  4    a host is not as the lab file says",
      "  5    a host could not be asked",
    ]) {
      assert.ok(help.includes(line), help);
    }
    assert.match(help, /with both kinds the exit code is 5\./);
    assert.match(help, /^ {2}ocplab check --probe /m);
  });
});
