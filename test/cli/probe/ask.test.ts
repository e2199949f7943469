import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statfsSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { ask, defaultPatience, type Asked } from "../../../cli/probe/ask.ts";
import type { Answer, Question } from "../../../cli/probe/facts.ts";
import type { Target } from "../../../provider/host/target.ts";
import { FakeLab } from "../../provider/fakeLab.ts";

describe("asking a host for its facts", () => {
  let lab: FakeLab;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    fill();
  });

  afterEach(() => {
    lab.dispose();
  });

  /** What the kernel and the system show of a server with an Intel processor. */
  function fill(): void {
    lab.write("server1", "/etc/os-release", `NAME="X"\nID="rocky"\nVERSION_ID='9.4'\n# no\n`);
    lab.write("server1", "/sys/devices/system/cpu/online", "0-3,8\n");
    lab.write("server1", "/proc/meminfo", "MemFree: 1 kB\nMemTotal:       65845364 kB\n");
    lab.write("server1", "/proc/cpuinfo", "model name : X\nflags\t\t: fpu vme vmx smx\n");
    lab.write("server1", "/sys/module/kvm_intel/parameters/nested", "Y\n");
    lab.write("server1", "/dev/kvm", "");
    lab.write("server1", "/sys/class/net/eno1/operstate", "up\n");
    lab.write("server1", "/sys/class/net/eno1/mtu", "9000\n");
    mkdirSync(lab.path("server1", "/sys/class/net/br0"));
    symlinkSync("../br0", lab.path("server1", "/sys/class/net/eno1/master"));
    lab.program(
      "rpm",
      `#!/bin/sh\necho qemu-img-8.2.0-11.el9.x86_64\necho 'no package provides libvirt'\nexit 1\n`,
    );
    lab.write("server1", "/etc/yum.repos.d/a.repo", "[base]\nname=x\n[app]\nenabled = 1\n");
    lab.write("server1", "/etc/yum.repos.d/b.repo", "[debug]\nenabled=0\n");
    lab.program("nmcli", `#!/bin/sh\necho "100 (connected)"\necho "Wired: 1"\n`);
    lab.program(
      "ip",
      `#!/bin/sh\necho '7: br0    inet 192.0.2.11/24 brd 192.0.2.255 scope global'\n`,
    );
    lab.program("dnsmasq", `#!/bin/sh\necho 'Dnsmasq version 2.85  Copyright (c) 2000'\n`);
    lab.program("ss", `#!/bin/sh\ncat <<'END'\n${sockets}END\n`);
  }

  async function askHost(
    question: Partial<Question> = {},
    patience: Partial<typeof defaultPatience> = {},
    more: Partial<Target> = {},
  ): Promise<Asked<Answer>> {
    const target = await lab.find("server1");
    assert.ok(target);
    const asked = {
      nics: ["eno1"],
      address: "192.0.2.11",
      imageFolder: "/var/lib/libvirt/ocplab",
      packages: { debian: ["ovmf", "qemu-utils"], redhat: ["libvirt", "qemu-img"] },
      ...{ jumphost: false, files: [], programs: [] },
      root: lab.path("server1", ""),
      ...question,
    };
    return ask({ ...target, ...more }, asked, { ...defaultPatience, ...patience });
  }

  async function answered(question: Partial<Question> = {}): Promise<Answer> {
    const asked = await askHost(question);
    if ("reason" in asked) throw new Error(asked.reason);
    return asked.answer;
  }

  async function reason(...args: Parameters<typeof askHost>): Promise<string> {
    const asked = await askHost(...args);
    return "reason" in asked ? asked.reason : JSON.stringify(asked);
  }

  it("finds all of them over one connection", async () => {
    const { facts, unknown } = await answered();
    const { python, disk, ...rest } = facts;
    assert.deepEqual(unknown, {});
    assert.deepEqual(rest, {
      system: { id: "rocky", version: "9.4" },
      packages: { missing: ["libvirt"], sources: 2 },
      cpus: 5,
      memory: 64302,
      kvm: { device: true, nested: true, extension: "vmx" },
      nics: {
        eno1: {
          ...{ up: true, mtu: 9000, master: "br0" },
          manager: { managed: true, profile: "Wired: 1" },
        },
      },
      carrier: "br0",
    });
    assert.match(python, /^3\.\d+\.\d+$/);
    const room = statfsSync(lab.folder);
    assert.ok(Math.abs((disk?.free ?? 0) - (room.bavail * room.bsize) / 2 ** 20) < 1000);
    assert.equal(lab.connections(), 1);
  });

  it("hands values over on stdin, so that none is on a command line", async () => {
    await answered({ nics: ["eno1", "eno9"] });
    const log = readFileSync(join(lab.folder, "ssh.log"), "utf8");
    assert.doesNotMatch(log, /eno1|eno9|ocplab-probe|imageFolder/);
    assert.match(log, /StrictHostKeyChecking=yes .* -l root -- 192\.0\.2\.11 python3 -I -S -c /);
  });

  it("goes through sudo for another user than root", async () => {
    lab.program("sudo", `#!/bin/sh\n[ "$1" = -n ] && shift && exec "$@"\n`);
    assert.ok("answer" in (await askHost({}, {}, { user: "admin" })));
    assert.match(readFileSync(join(lab.folder, "ssh.log"), "utf8"), /-l admin .* sudo -n python3/);
  });

  it("lets the host show no other key than the pinned one", async () => {
    const hostKey = `ssh-ed25519 ${"A".repeat(68)}`;
    lab.program(
      "ssh",
      `#!/bin/sh\nfor word; do case $word in UserKnownHostsFile=*) eval cat "\${word#*=}";; esac; done\n`,
    );
    assert.equal(
      await reason({}, {}, { hostKey }),
      `gave no answer but ${JSON.stringify(`192.0.2.11 ${hostKey}`)}; see what its login prints`,
    );
  });

  it("finds what is missing, and sources, on Debian too", async () => {
    lab.write("server1", "/etc/os-release", "ID=debian\nVERSION_ID=12\n");
    lab.program(
      "dpkg-query",
      `#!/bin/sh\necho 'ovmf installed'\necho 'qemu-utils not-installed'\n`,
    );
    const missing = ["qemu-utils"];
    assert.deepEqual((await answered()).facts.packages, { missing, sources: 0 });
    lab.write("server1", "/etc/apt/sources.list", "# deb http://no\ndeb http://a bookworm main\n");
    lab.write("server1", "/etc/apt/sources.list.d/b.sources", "Types: deb deb-src\nURIs: x\n");
    assert.deepEqual((await answered()).facts.packages, { missing, sources: 2 });
  });

  it("counts what is in the image folder already", async () => {
    lab.write("server1", "/var/lib/libvirt/ocplab/ocp1/disk", "x".repeat(3 * 2 ** 20));
    const { facts } = await answered();
    assert.equal(facts.disk?.ours, 3);
  });

  it("asks the jumphost for dnsmasq and for who has its ports", async () => {
    lab.write("server1", "/proc/812/cgroup", "1:name=systemd:/system.slice/named.service\n0::/\n");
    lab.write("server1", "/proc/900/cgroup", "0::/system.slice/libvirtd.service\n");
    const { facts, unknown } = await answered({ jumphost: true });
    assert.deepEqual(unknown, {});
    assert.equal(facts.dnsmasq, "2.85");
    const none = { device: null, process: null, unit: null };
    assert.deepEqual(facts.listeners, [
      { ...none, port: 53, address: "0.0.0.0", process: "named", unit: "named.service" },
      {
        port: 67,
        address: "0.0.0.0",
        device: "virbr0",
        process: "dnsmasq",
        unit: "libvirtd.service",
      },
      { ...none, port: 53, address: "127.0.0.53", device: "lo", process: "systemd-resolve" },
      { ...none, port: 53, address: "::" },
    ]);
  });

  it("tells which files of the jumphost are of no use, and why", async () => {
    const key = `ssh-ed25519 ${"A".repeat(68)}`;
    lab.write("server1", "/etc/lab/vault", "secret\n");
    lab.write("server1", "/etc/lab/good.pub", `# mine\n${key} me@here\n`);
    lab.write("server1", "/etc/lab/private", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    const plain = ["/etc/lab/vault", "/etc/lab", "/etc/lab/none", "/etc/lab/vault/in"];
    const keys = ["/etc/lab/good.pub", "/etc/lab/private"];
    const { facts, unknown } = await answered({
      jumphost: true,
      files: [
        ...plain.map((path) => ({ path, key: false })),
        ...keys.map((path) => ({ path, key: true })),
      ],
    });
    assert.deepEqual(unknown, {});
    assert.deepEqual(facts.files, {
      "/etc/lab/vault": null,
      "/etc/lab": "is no file",
      "/etc/lab/none": "is not there",
      "/etc/lab/vault/in": "is not there",
      "/etc/lab/good.pub": null,
      "/etc/lab/private": "holds no SSH public key",
    });
  });

  it("looks for programs where units of the system are found, and for files by their path", async () => {
    lab.write("server1", "/usr/bin/dci-pipeline", "#!/bin/sh\n");
    lab.write("server1", "/opt/bin/dci-queue", "#!/bin/sh\n");
    lab.write("server1", "/usr/share/agent/agent.yml", "[]\n");
    const programs = ["dci-pipeline", "dci-queue", "/usr/share/agent/agent.yml", "/usr/share/x"];
    const { facts } = await answered({ jumphost: true, programs });
    assert.deepEqual(facts.lacking, ["dci-queue", "/usr/share/x"]);
  });

  it("tells which NIC is not there, which is down, which NetworkManager leaves alone", async () => {
    lab.write("server1", "/sys/class/net/eno1/operstate", "down\n");
    lab.program("nmcli", `#!/bin/sh\necho "10 (unmanaged)"\necho\n`);
    const { facts } = await answered({ nics: ["eno1", "eno9"] });
    const manager = { managed: false, profile: null };
    assert.deepEqual(facts.nics, {
      eno1: { up: false, mtu: 9000, master: "br0", manager },
      eno9: null,
    });
  });

  for (const [code, manager] of [
    [8, null],
    [10, { managed: false, profile: null }],
  ] as const) {
    it(`understands nmcli's exit code ${String(code)}`, async () => {
      lab.program("nmcli", `#!/bin/sh\nexit ${String(code)}\n`);
      const { facts } = await answered();
      assert.deepEqual(facts.nics?.eno1?.manager, manager);
    });
  }

  it("finds the other facts where one cannot be found, and tells why", async () => {
    lab.program("nmcli", `#!/bin/sh\necho "Error: timed out" >&2\nexit 3\n`);
    lab.program("ss", `#!/bin/sh\necho "no netlink" >&2\nexit 1\n`);
    lab.write("server1", "/proc/meminfo", "nothing\n");
    const { facts, unknown } = await answered({ jumphost: true });
    assert.equal(facts.cpus, 5);
    assert.deepEqual(Object.keys(unknown), ["memory", "nics", "listeners"]);
    assert.match(unknown.memory ?? "", /^AttributeError: /);
    assert.equal(unknown.nics, "nmcli says: Error: timed out");
    assert.equal(unknown.listeners, "ss says: no netlink");
  });

  it("sees that a processor hides its virtualisation, and that no module nests", async () => {
    lab.write("server1", "/proc/cpuinfo", "flags : fpu vme\nbugs : vmx_x\n");
    lab.write("server1", "/sys/module/kvm_intel/parameters/nested", "N\n");
    const { facts } = await answered();
    assert.deepEqual(facts.kvm, { device: true, nested: false, extension: null });
  });

  it("understands an answer among what a login prints", async () => {
    lab.add("server2", `echo "Welcome"; sh -c "exec $command"; echo bye`);
    const target = await lab.find("server2");
    assert.ok(target);
    const root = lab.path("server1", "");
    const packages = { debian: [], redhat: [] };
    const common = { nics: [], packages, jumphost: false, files: [], programs: [], root };
    const asked = { ...common, address: "192.0.2.12", imageFolder: "/x" };
    assert.ok("answer" in (await ask(target, asked)));
  });

  const refusals: readonly (readonly [string, string, RegExp])[] = [
    [
      "a host that is not there",
      "echo 'ssh: connect to host 192.0.2.11 port 22: No route to host' >&2; exit 255",
      /^cannot be reached at 192\.0\.2\.11: connect to host .*: No route to host; see whether it runs, is on the network, and its sshd answers$/,
    ],
    [
      "a host with another key",
      "echo 'Host key verification failed.' >&2; exit 255",
      /^no host key is known for 192\.0\.2\.11; compare its fingerprint/,
    ],
    [
      "a host that refuses the key",
      "echo 'root@192.0.2.11: Permission denied (publickey).' >&2; exit 255",
      /^refuses user root(,| with the ssh-agent's keys;) /,
    ],
    [
      "a host without Python",
      "echo 'sh: 1: python3: not found' >&2; exit 127",
      /^there is no python3 on it; install Python 3\.6 or later$/,
    ],
    [
      "a host whose Python does not work",
      "echo 'Traceback (most recent call last):' >&2; echo 'ImportError: no json' >&2; exit 1",
      /^its python3 fails: ImportError: no json$/,
    ],
    [
      "a host that says something else",
      "echo 'This account is closed.'",
      /^gave no answer but "This account is closed\."; see what its login prints$/,
    ],
    [
      "a host whose answer is cut off",
      `echo 'ocplab-probe:{"facts": {"pyth'`,
      /^gave no answer but "ocplab-probe:/,
    ],
  ];

  for (const [title, how, said] of refusals) {
    it(`says why ${title} was not asked`, async () => {
      lab.program("ssh", `#!/bin/sh\n${how}\n`);
      assert.match(await reason(), said);
    });
  }

  it("blames no authorized_keys for a key that is not on this machine", async () => {
    lab.program("ssh", "#!/bin/sh\necho 'root@x: Permission denied (publickey).' >&2\nexit 255\n");
    assert.equal(
      await reason({}, {}, { keyFile: "/none/key" }),
      "refuses user root, as there is no key /none/key on this machine; put it there, or correct keyFile",
    );
  });

  it("names a file of pinned keys that is not on this machine", async () => {
    lab.program("ssh", "#!/bin/sh\necho 'Host key verification failed.' >&2\nexit 255\n");
    assert.equal(
      await reason({}, {}, { keyFile: undefined, knownHosts: "/none/hosts" }),
      "no host key is known for 192.0.2.11, as there is no file /none/hosts on this machine; write the hosts' pinned keys into it (knownHosts)",
    );
  });

  it("does not wait for a host that says nothing", async () => {
    lab.program("ssh", "#!/bin/sh\nexec sleep 30\n");
    const started = performance.now();
    assert.equal(
      await reason({}, { answerMs: 300 }),
      "gave no answer within 0.3 s; see what holds it up",
    );
    assert.ok(performance.now() - started < 5000);
  });
});

const sockets = `udp   UNCONN 0      0             0.0.0.0:53        0.0.0.0:*    users:(("named",pid=812,fd=4))
udp   UNCONN 0      0      0.0.0.0%virbr0:67        0.0.0.0:*    users:(("dnsmasq",pid=900,fd=4))
udp   UNCONN 0      0             0.0.0.0:123       0.0.0.0:*    users:(("chronyd",pid=5,fd=4))
tcp   LISTEN 0      128     127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=6,fd=4))
tcp   LISTEN 0      128              [::]:53           [::]:*
tcp   LISTEN 0      128           0.0.0.0:67        0.0.0.0:*
`;
