import assert from "node:assert/strict";

import { auditHosts, auditLines, judge, leftLines } from "../../../cli/audit/audit.ts";
import type { HostFacts } from "../../../cli/audit/facts.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { FakeLab } from "../../provider/fakeLab.ts";
import { inSno1, sampleLab } from "../../lab/sampleLab.ts";
import { entry, factsOf } from "./facts.ts";

const plan = buildPlan(parseLab(sampleLab));
const sno1 = plan.clusters.find(({ name }) => name === "sno1");
const uuid = sno1?.nodes[0]?.uuid ?? "";
const mac = sno1?.nodes[0]?.macs.baremetal ?? "";

function messages(facts: HostFacts, host = "server2", unknown = {}): string[] {
  return judge(plan, host, { facts, unknown }).findings.map(({ message }) => message);
}

/** server2 with its foundation and sno1 on it. */
const standing = factsOf({
  journal: [
    entry("gate", "foundation"),
    entry("directory", "/var/lib/libvirt/ocplab"),
    entry("directory", "/var/lib/ocplab/bmc"),
    entry("pythonPackages", "/usr/local/lib/ocplab/bmc"),
    entry("service", "ocplab-bmc.service"),
    entry("file", "/etc/systemd/system/ocplab-bmc.service"),
    { ...entry("bridge", "br0"), profiles: ["u1", "u2"] },
    entry("claim", "sno1", "sno1"),
    entry("libvirt", "sno1", "sno1"),
  ],
  claims: ["sno1"],
  folders: ["/usr/local/lib/ocplab"],
  files: [
    "/etc/systemd/system/ocplab-bmc.service",
    "/etc/systemd/system/multi-user.target.wants/ocplab-bmc.service",
    "/run/ocplab-bmc",
    "/usr/local/lib/ocplab",
    "/usr/local/lib/ocplab/bmc/sushy_tools",
    "/var/lib/libvirt/ocplab",
    "/var/lib/libvirt/ocplab/sno1/master-0.qcow2",
    "/var/lib/libvirt/qemu/nvram/sno1-master-0_VARS.fd",
    "/var/lib/libvirt/qemu/nvram/somebody_VARS.fd",
    "/var/lib/ocplab",
    "/var/lib/ocplab/bmc/tls.key",
    "/var/lib/ocplab/claims/sno1",
    "/var/lib/ocplab/journal/gate-1.json",
  ],
  libvirt: {
    domain: [{ name: "sno1-master-0", uuid, macs: [mac], pools: ["ocplab-sno1"] }],
    network: [{ name: "sno1-baremetal", mode: "bridge", bridge: "br0", hosts: [] }],
    pool: [
      { name: "ocplab-sno1", path: "/var/lib/libvirt/ocplab/sno1" },
      { name: "ocplab-media", path: "/var/lib/libvirt/ocplab/.media" },
    ],
  },
  units: ["ocplab-bmc.service"],
  profiles: [
    ["u1", "br0", "br0"],
    ["u2", "br0-eno1", "eno1"],
  ],
});

describe("an audit of a host", () => {
  it("finds nothing where all belongs to what stands there, nor on a host that has nothing", () => {
    assert.deepEqual(messages(standing), []);
    assert.deepEqual(messages(factsOf()), []);
  });

  it("finds all of a cluster that does not stand there any more, though the lab file has it", () => {
    const facts = {
      ...standing,
      journal: standing.journal.filter(({ stack }) => stack === "lab"),
      leases: [[mac, "192.0.2.40"]] as [string, string][],
      units: [
        ...(standing.units ?? []),
        "ocplab-install-sno1.service",
        "ocplab-ipmi@sno1-master-0.service",
      ],
      libvirt: standing.libvirt && { ...standing.libvirt, domain: [] },
    };
    assert.deepEqual(messages(facts), [
      "left behind: claim sno1, which no journal knows",
      "left behind: pool ocplab-sno1, of cluster sno1, which does not stand here",
      "left behind: network sno1-baremetal, of cluster sno1, which does not stand here",
      "left behind: unit ocplab-install-sno1.service",
      "left behind: unit ocplab-ipmi@sno1-master-0.service",
      "left behind: file /var/lib/libvirt/ocplab/sno1/master-0.qcow2",
      "left behind: file /var/lib/libvirt/qemu/nvram/sno1-master-0_VARS.fd",
      `left behind: lease 192.0.2.40, of the MAC ${mac}, which no cluster here has`,
    ]);
  });

  it("knows what the helper of installs keeps for a cluster that stands, and finds the rest", () => {
    const install = "install: { enabled: true, topic: OCP-4.18, queue: small }";
    const queued = buildPlan(parseLab(inSno1(install)));
    const files = ["installs", "installs/sno1", "installs/gone", "queues/small", "queues/big"].map(
      (name) => `/var/lib/ocplab/${name}`,
    );
    const facts = { ...standing, files: [...standing.files, ...files] };
    const { findings } = judge(queued, "jumphost", { facts, unknown: {} });
    assert.deepEqual(
      findings.map(({ message }) => message),
      [
        "left behind: file /var/lib/ocplab/installs/gone",
        "left behind: file /var/lib/ocplab/queues/big",
      ],
    );
  });

  it("finds what dci-queue has of clusters that are gone, and leaves the rest to its users", () => {
    const install = "install: { enabled: true, topic: OCP-4.18, queue: small }";
    const queued = buildPlan(parseLab(inSno1(install)));
    const queue = {
      pools: ["large", "ocplab-gone", "ocplab-sno1"],
      kept: [
        ["large", "server1", "gone"],
        ["small", "server2", "sno1"],
      ] as [string, string, string][],
      cron: ["large", "others", "small"],
    };
    const { findings } = judge(queued, "jumphost", { facts: { ...standing, queue }, unknown: {} });
    assert.deepEqual(
      findings.map(({ message }) => message),
      [
        "left behind: pool of dci-queue ocplab-gone, next: dci-queue remove-pool -n ocplab-gone",
        "left behind: resource of dci-queue large/server1, kept from all jobs for cluster gone, which does not stand here; next: dci-queue add-resource large server1",
        "left behind: line of the crontab dci-queue run small, for a pool that is not there; next: crontab -e as root",
      ],
    );
  });

  it("finds by its name what others have made for machines and installs of ours that are gone", () => {
    const media = "/var/lib/libvirt/ocplab/.media";
    const runs = "/var/lib/libvirt/qemu";
    const kept = [
      `${media}/boot-${uuid}.img`,
      `${runs}/domain-1-sno1-master-0`,
      `${runs}/domain-3-somebody`,
      "/root/clusterconfigs-somebody",
      "/var/lib/dci-pipeline/other",
      "/var/lib/libvirt/ocplab/sno1/base-rhel9-01234567.qcow2",
    ];
    const gone = [
      "/root/clusterconfigs-sno1",
      "/var/lib/dci-pipeline/ocp1",
      `${media}/boot-00000000-0000-0000-0000-000000000000.img`,
      "/var/lib/libvirt/ocplab/sno1/worker-7.qcow2",
      `${runs}/channel/target/domain-7-ocp1-worker-0`,
      `${runs}/domain-7-ocp1-provisionhost`,
    ];
    const journal = [...standing.journal, entry("directory", media)];
    const facts = { ...standing, journal, files: [...standing.files, media, ...kept, ...gone] };
    assert.deepEqual(
      messages(facts),
      gone.map((path) => `left behind: file ${path}`),
    );
    // where libvirt could not be asked nobody knows
    const unasked = messages({ ...facts, libvirt: null });
    assert.deepEqual(
      unasked.filter((text) => /qemu|media/.test(text)),
      [],
    );
  });

  it("knows the filter of a strict cluster, and finds one whose cluster is gone", () => {
    const tables = ["bridge ocplab_isolation_3", "ip nat"];
    const loaded = entry("nftTable", "ocplab_isolation_3", "sno1");
    const facts = { ...standing, tables };
    assert.deepEqual(messages({ ...facts, journal: [...standing.journal, loaded] }), []);
    assert.deepEqual(messages(facts), ["left behind: firewall table bridge ocplab_isolation_3"]);
  });

  it("finds what is left of the foundation: files, profiles, tables, devices", () => {
    const facts = factsOf({
      files: ["/etc/ocplab", "/etc/ocplab/x", "/run/ocplab.lock", "/var/lib/ocplab"],
      profiles: [["u9", "br0-eno1", "eno1"]],
      tables: ["bridge ocplab"],
      links: { "ocpf-1": "02:00:00:00:00:01", prov7: "02:00:00:00:00:02" },
    });
    assert.deepEqual(messages(facts), [
      "left behind: file /etc/ocplab",
      "left behind: file /run/ocplab.lock",
      "left behind: file /var/lib/ocplab",
      "left behind: NetworkManager profile br0-eno1, UUID u9",
      "left behind: firewall table bridge ocplab",
      "left behind: network device ocpf-1",
      "left behind: network device prov7",
    ]);
  });

  it("finds journal entries and machines of what no plan has", () => {
    const facts = {
      ...standing,
      journal: [...standing.journal, entry("file", "/etc/ocplab/ocp9", "ocp9")],
      libvirt: standing.libvirt && {
        ...standing.libvirt,
        domain: [
          ...standing.libvirt.domain,
          { name: "sno1-worker-0", uuid: "u", macs: [], pools: ["ocplab-sno1"] },
          { name: "ocp9-master-0", uuid: "u", macs: [], pools: ["ocplab-ocp9"] },
        ],
      },
    };
    assert.deepEqual(messages(facts), [
      "left behind: journal entry file /etc/ocplab/ocp9, of stack ocp9",
      "left behind: machine sno1-worker-0, which cluster sno1 has not",
      "left behind: machine ocp9-master-0, of cluster ocp9, which does not stand here",
    ]);
  });

  it("names what somebody else has that the plan needs", () => {
    const listener = { device: "", process: "dnsmasq", unit: "dnsmasq.service" };
    const facts = factsOf({
      journal: [{ ...entry("file", "/etc/x", "prod"), project: "another" }],
      libvirt: {
        domain: [
          { name: "sno1-master-0", uuid: "u", macs: [], pools: [""] },
          { name: "web", uuid: "u", macs: [mac], pools: [""] },
        ],
        network: [
          { name: "sno1-baremetal", mode: "nat", bridge: "virbr3", hosts: [] },
          {
            name: "default",
            mode: "nat",
            bridge: "virbr0",
            hosts: [["52:54:00:aa:00:01", "192.0.2.20"]],
          },
        ],
        pool: [{ name: "ocplab-sno1", path: "/srv/other" }],
      },
      addresses: [["eno1", "192.0.2.40"]],
      listeners: [
        { ...listener, port: 67, address: "0.0.0.0" },
        { ...listener, port: 53, address: "192.0.2.12" },
        { ...listener, port: 67, address: "0.0.0.0", device: "virbr0" },
      ],
    });
    const needs = "of somebody else has a name that cluster sno1 needs";
    const found = judge(plan, "server2", { facts, unknown: {} }).findings;
    assert.deepEqual(
      found.filter(({ about }) => about === "collides").map(({ message }) => message),
      [
        "in the way: file /etc/x belongs to stack prod of the project another",
        `in the way: machine sno1-master-0 ${needs}`,
        `in the way: network sno1-baremetal ${needs}`,
        `in the way: pool ocplab-sno1 ${needs}`,
        `in the way: machine web has the MAC ${mac}, planned for sno1-master-0`,
        "in the way: network default reserves 192.0.2.20 for 52:54:00:aa:00:01, planned for the API of ocp1",
        "in the way: network device eno1 has the address 192.0.2.40, planned for sno1-master-0",
        "in the way: program dnsmasq (dnsmasq.service) answers DHCP on the lab's network",
      ],
    );
  });

  it("counts only what is ours, and who was not asked, as left after a destroy", () => {
    const own = {
      about: "left",
      kind: "file",
      name: "/x",
      message: "left behind: file /x",
    } as const;
    const other = {
      about: "collides",
      kind: "port",
      name: "53",
      message: "in the way: 53",
    } as const;
    const host = { outcome: "found", notAsked: [] } as const;
    assert.deepEqual(
      leftLines([
        { ...host, host: "jumphost", findings: [other] },
        { ...host, host: "server1", findings: [other, own] },
        { host: "server2", outcome: "notAsked", findings: [], notAsked: ["not asked: it is off"] },
        { host: "server3", outcome: "clean", findings: [], notAsked: [] },
      ]),
      ["server1: left behind: file /x", "server2: not asked: it is off"],
    );
  });

  it("is not whole where a part of the host could not be asked", () => {
    const facts = { ...factsOf(), libvirt: null };
    const unknown = { libvirt: "libvirt does not answer: refused" };
    const judged = judge(plan, "server2", { facts, unknown });
    assert.equal(judged.outcome, "notAsked");
    assert.deepEqual(auditLines(judged), [
      "server2: not asked about libvirt: libvirt does not answer: refused",
    ]);
  });
});

describe("an audit of the lab", () => {
  let lab: FakeLab;

  beforeEach(() => {
    lab = new FakeLab();
    lab.program("nft", "#!/bin/sh\n");
    lab.program("ss", "#!/bin/sh\n");
    lab.program("nmcli", "#!/bin/sh\nexit 8\n");
    lab.program("ip", "#!/bin/sh\n");
    lab.program("systemctl", "#!/bin/sh\n");
    lab.program("virsh", "#!/bin/sh\n[ $1 = --version ] && exit\necho refused >&2; exit 1\n");
    for (const name of ["jumphost", "server1"]) lab.add(name);
    lab.add("server2", "echo 'Connection refused' >&2; exit 255");
  });

  afterEach(() => {
    lab.dispose();
  });

  it("asks each host once, in one round trip, and never counts one as fine that it could not ask", async () => {
    lab.write("server1", "/etc/ocplab/x", "");
    const reason = JSON.stringify({
      reason: "ocplab keeps it for gone until its install has succeeded",
    });
    lab.write("jumphost", "/var/lib/dci-queue/reason/small/server1", reason);
    lab.write("jumphost", "/var/lib/ocplab/queues/small", "");
    lab.write("jumphost", "/var/spool/cron/root", "# * * * * * dci-queue run large\n");
    lab.write("jumphost", "/var/spool/cron/crontabs/root", "* * * * * dci-queue run small\n");
    const hosts = lab.hosts();
    const found = await auditHosts(plan, hosts);
    await hosts.close();
    assert.deepEqual(
      found.map(({ host, outcome }) => `${host}: ${outcome}`),
      ["jumphost: notAsked", "server1: notAsked", "server2: notAsked"],
    );
    const [jumphost, server1, server2] = found.map(auditLines);
    assert.deepEqual(jumphost, [
      "jumphost: not asked about libvirt: libvirt does not answer: refused",
      "jumphost: left behind: file /var/lib/ocplab",
      "jumphost: left behind: resource of dci-queue small/server1, kept from all jobs for cluster gone, which does not stand here; next: dci-queue add-resource small server1",
      "jumphost: left behind: line of the crontab dci-queue run small, for a pool that is not there; next: crontab -e as root",
    ]);
    assert.equal(server1?.[1], "server1: left behind: file /etc/ocplab");
    assert.match(server2?.[0] ?? "", /^server2: not asked: .*refused/i);
    assert.equal(lab.connections(), 3);
    assert.equal(lab.trips().length, 2);
  });
});
