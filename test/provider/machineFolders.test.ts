import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import { FakeLab, subject } from "./fakeLab.ts";

const about = subject("Libvirt", "server1-libvirt", "server1:sno1");
const machine = {
  memoryMib: 96,
  vcpus: 1,
  nics: [],
  volume: "master-0.qcow2",
  diskMib: 40,
  image: "",
  power: "ours",
};

function inputsOf(...names: readonly string[]): Record<string, unknown> {
  return {
    host: "server1",
    cluster: "sno1",
    pool: { name: "ocplab-sno1", autostart: true },
    networks: {},
    machines: Object.fromEntries(names.map((name) => [name, machine])),
  };
}

describe("what a power cut leaves of a machine's run", () => {
  let lab: FakeLab;
  let provider: Labhost;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    has("sno1-master-0", "sno1-worker-0", "other");
    lab.program("virsh", fakeVirsh(lab));
    provider = lab.provider();
  });
  afterEach(async () => {
    await provider.cancel();
    lab.dispose();
  });

  /** Says which machines libvirt has. */
  function has(...names: readonly string[]): void {
    writeFileSync(join(lab.folder, "machines"), names.map((name) => `${name}\n`).join(""));
  }

  const folder = (name: string): string => lab.path("server1", `/var/lib/libvirt/qemu/${name}`);
  const make = (name: string): void => {
    mkdirSync(folder(`${name}/more`), { recursive: true });
  };
  const left = (...names: readonly string[]): string[] =>
    names.filter((name) => existsSync(folder(name)));

  const folders = [
    "domain-1-sno1-master-0",
    "domain-12-sno1-worker-0",
    "channel/target/domain-12-sno1-worker-0",
    "domain-2-sno1-master-00",
    "domain-3-other",
    "domain-4-gone",
  ];

  it("goes with the cluster, of the machines that it has had and libvirt has not any more", async () => {
    await provider.create(about, inputsOf("sno1-master-0", "sno1-worker-0"));
    await provider.update(about, {}, {}, inputsOf("sno1-master-0"));
    folders.forEach(make);
    has("other");
    await provider.delete(about, inputsOf("sno1-master-0"));
    assert.deepEqual(left(...folders), folders.slice(3));
  });

  it("stays of a machine that libvirt has, also where a name is cut to the same", async () => {
    const long = "sno1-master-0123456789";
    await provider.create(about, inputsOf("sno1-master-0", long));
    const kept = ["domain-1-sno1-master-0", `domain-2-${long.slice(0, 20)}`];
    kept.forEach(make);
    has("sno1-master-0", `${long}-of-another`);
    await provider.delete(about, inputsOf("sno1-master-0", long));
    assert.deepEqual(left(...kept), kept);
  });

  it("stays where libvirt does not say which machines it has", async () => {
    await provider.create(about, inputsOf("sno1-master-0"));
    make("domain-1-sno1-master-0");
    lab.program("virsh", "#!/bin/sh\nexit 1\n");
    await provider.delete(about, inputsOf("sno1-master-0"));
    assert.deepEqual(left("domain-1-sno1-master-0"), ["domain-1-sno1-master-0"]);
  });
});

/** Answers what the agent asks in one run: only which machines there are, and nothing of a single one. */
function fakeVirsh({ folder }: FakeLab): string {
  return `#!/bin/sh
for last; do :; done
echo "$last" | sed 's/; /\\n/g' | while read -r line; do
  case $line in
    echo*) echo "$line" | cut -d "'" -f 2 ;;
    uri) echo qemu:///system ;;
    list*) cat ${folder}/machines ;;
  esac
done
`;
}
