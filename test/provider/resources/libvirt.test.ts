import assert from "node:assert/strict";

import { libvirt } from "../../../provider/resources/libvirt.ts";

const machine = {
  memoryMib: 96,
  vcpus: 1,
  nics: ["52:54:01:00:01:01 on prov1", "52:54:00:00:01:01 on br0"],
  volume: "master-0.qcow2",
  diskMib: 40,
  image: "",
  power: "ours",
};
const inputs = {
  host: "server1",
  cluster: "ocp1",
  pool: { name: "ocplab-ocp1", autostart: true },
  networks: {
    "ocp1-provisioning": { mode: "none", bridge: "prov1", active: true, autostart: true },
  },
  machines: { "ocp1-master-0": machine },
};

const { memoryMib, vcpus, nics } = machine;
const size = { memoryMib, vcpus, nics };
const sound = { config: size, live: size, unplugged: [], diskMib: 40, ports: {}, alien: [] };
const shape = { mode: "none", bridge: "prov1", more: [] };
const network = { active: true, autostart: true, config: shape, live: shape };

/** What a host has, but for some things. */
function found(of: { machine?: object | null; network?: object | null; pool?: object | null }) {
  return {
    pool: of.pool === undefined ? { autostart: true, active: true } : of.pool,
    networks: {
      "ocp1-provisioning": of.network === null ? null : { ...network, ...of.network },
    },
    machines: { "ocp1-master-0": of.machine === null ? null : { ...sound, ...of.machine } },
  };
}

/** The one machine as a read shows it. */
function seen(of: object): Record<string, unknown> {
  const mirrored = libvirt.mirror(found({ machine: of }), inputs) as typeof inputs;
  return mirrored.machines["ocp1-master-0"];
}

function said(more: object): readonly string[] {
  const news = { ...inputs, machines: { "ocp1-master-0": { ...machine, ...more } } };
  return libvirt.consequences?.(inputs, news) ?? [];
}

describe("what libvirt has of a cluster", () => {
  it("is as it should be where it is, and where libvirt's provider makes what is missing", () => {
    assert.deepEqual(libvirt.mirror(found({}), inputs), inputs);
    const gone = found({ machine: null, network: null, pool: null });
    assert.deepEqual(libvirt.mirror(gone, inputs), inputs);
    assert.deepEqual(seen({ live: null }), machine);
  });

  it("shows what only counts at a machine's next start as that", () => {
    const config = { memoryMib: 128, vcpus: 2, nics: [nics[1]] };
    assert.deepEqual(seen({ config }), {
      ...machine,
      memoryMib: "128 at its next start",
      vcpus: "2 at its next start",
      nics: ["52:54:00:00:01:01 on br0 at its next start"],
    });
    assert.deepEqual(seen({ config, live: null }).memoryMib, 128);
  });

  it("shows what a machine runs with where that is something else", () => {
    const live = { memoryMib: 128, vcpus: 1, nics: [...nics, "52:54:00:99:99:99 on br0"] };
    assert.deepEqual(seen({ live }), { ...machine, memoryMib: 128, nics: live.nics });
  });

  it("shows a NIC that its bridge has lost", () => {
    assert.deepEqual(seen({ unplugged: ["52:54:01:00:01:01"] }).nics, [
      "52:54:01:00:01:01 on prov1, which has lost it",
      "52:54:00:00:01:01 on br0",
    ]);
  });

  it("shows a NIC whose device is not the planned one, from its next start or as it runs", () => {
    const mac = "52:54:00:00:01:01";
    const planned = { [mac]: { device: "oc1-m0", group: 7 } };
    const wanted = { ...inputs, machines: { "ocp1-master-0": { ...machine, ports: planned } } };
    const shown = (of: object): unknown => {
      const mirrored = libvirt.mirror(found({ machine: { ports: { [mac]: of } } }), wanted);
      return (mirrored as typeof wanted).machines["ocp1-master-0"].ports[mac];
    };
    const sound = [
      { config: "oc1-m0", live: "oc1-m0", group: 0 },
      { config: "oc1-m0", live: "vnet3", group: 7 },
      { config: "oc1-m0", live: null, group: null },
    ];
    for (const one of sound) assert.deepEqual(shown(one), planned[mac]);
    assert.deepEqual(shown({ config: null, live: "vnet3", group: 7 }), {
      device: "none in its definition",
      group: 7,
    });
    assert.deepEqual(shown({ config: "oc1-m0", live: "vnet3", group: 0 }), {
      device: "oc1-m0",
      group: 0,
    });
    assert.deepEqual(libvirt.consequences?.(inputs, wanted), []);
  });

  it("shows an inactive network, and one that was defined anew, with what is more in it", () => {
    const shown = (of: object): unknown =>
      (libvirt.mirror(found({ network: of }), inputs) as typeof inputs).networks[
        "ocp1-provisioning"
      ];
    const wanted = inputs.networks["ocp1-provisioning"];
    assert.deepEqual(shown({ active: false, live: null }), { ...wanted, active: false });
    assert.deepEqual(shown({ config: { mode: "nat", bridge: "virbr7", more: ["ip"] } }), {
      ...wanted,
      mode: "nat",
      bridge: "virbr7",
      more: "ip",
    });
    assert.deepEqual(shown({ live: { ...shape, bridge: "prov9" } }), {
      ...wanted,
      bridge: "prov9",
    });
  });

  it("warns with the next step of what libvirt's provider cannot read", () => {
    const warnings = (of: Parameters<typeof found>[0]): readonly string[] =>
      libvirt.warnings?.(found(of), inputs, {}) ?? [];
    const why = "so libvirt's provider cannot read the cluster; next: ./ocplab mend ocp1";
    assert.deepEqual(warnings({}), []);
    assert.deepEqual(warnings({ pool: null }), [`the pool ocplab-ocp1 is gone, ${why}`]);
    assert.deepEqual(warnings({ machine: { diskMib: null } }), [
      `ocp1-master-0 has lost its disk master-0.qcow2, ${why}`,
    ]);
    assert.deepEqual(warnings({ machine: { alien: ["/tmp/x.img"] } }), [
      `ocp1-master-0 has the disk /tmp/x.img, which is no volume of its pool, ${why}`,
    ]);
  });
});

describe("the words of a change of machines", () => {
  it("name a machine that is made anew on its own disk, and why", () => {
    assert.deepEqual(said({ memoryMib: 128, vcpus: 2 }), [
      "ocp1-master-0 is RESTARTED: it is made anew, on the disk that it has (memory 96 MiB, to be 128 MiB; virtual CPUs 1, to be 2).",
    ]);
    assert.match(
      said({ nics: [nics[1]] })[0] ?? "",
      /RESTARTED: .*NICs .* to be 52:54:00:00:01:01 on br0\)/,
    );
  });

  it("name a machine that loses what is on its disk", () => {
    assert.deepEqual(said({ image: "rhel9.qcow2" }), [
      "ocp1-master-0 is REBUILT: its disk is made anew, and WHAT IS ON IT IS LOST (image none, to be rhel9.qcow2).",
    ]);
    assert.match(said({ diskMib: 80 })[0] ?? "", /REBUILT.*disk 40 MiB, to be 80 MiB/);
  });

  it("say that an installer's machine is left switched off", () => {
    assert.match(said({ power: "installer", vcpus: 4 })[0] ?? "", /left switched off/);
  });

  it("say nothing where nothing is restarted", () => {
    assert.deepEqual(said({}), []);
    const olds = {
      ...inputs,
      machines: { "ocp1-master-0": seen({ config: { ...size, vcpus: 2 } }) },
    };
    for (const before of [olds, { ...inputs, machines: {} }]) {
      assert.deepEqual(libvirt.consequences?.(before, inputs), []);
    }
  });
});
