import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import { FakeLab, subject } from "./fakeLab.ts";

const folder = "/var/lib/libvirt/ocplab/sno1";
const uuid = "8a7bd0f4-0c8e-5f7e-9d35-5b3f6a3f2c11";

/** Each object as the program describes it, where it stands, and what stands there. */
const objects = {
  pool: {
    what: { kind: "pool", name: "ocplab-sno1", path: folder },
    file: "/etc/libvirt/storage/ocplab-sno1.xml",
    text: `<pool type='dir'><target><path>${folder}</path></target></pool>`,
    other: "<pool type='dir'><target><path>/srv</path></target></pool>",
    gone: ["pool-destroy ocplab-sno1", "pool-undefine ocplab-sno1"],
  },
  network: {
    what: { kind: "network", name: "sno1-baremetal", bridge: "br0", isolated: false },
    file: "/etc/libvirt/qemu/networks/sno1-baremetal.xml",
    text: "<network><forward mode='bridge'/><bridge name='br0'/></network>",
    other: "<network><forward mode='bridge'/><bridge name='br7'/></network>",
    gone: ["net-destroy sno1-baremetal", "net-undefine sno1-baremetal"],
  },
  volume: {
    what: {
      kind: "volume",
      name: "master-0.qcow2",
      path: `${folder}/master-0.qcow2`,
      size: 1024,
    },
    file: `${folder}/master-0.qcow2`,
    text: "1024",
    other: "2048",
    gone: [],
  },
  domain: {
    what: { kind: "domain", name: "sno1-master-0", uuid },
    file: "/etc/libvirt/qemu/sno1-master-0.xml",
    text: `<domain><uuid>${uuid}</uuid></domain>`,
    other: "<domain><uuid>00000000-0000-0000-0000-000000000000</uuid></domain>",
    gone: [
      "destroy sno1-master-0",
      "undefine sno1-master-0 --nvram --managed-save --snapshots-metadata --checkpoints-metadata",
    ],
  },
} as const;
type Kind = keyof typeof objects;
const kinds = Object.keys(objects) as Kind[];

describe("an object of libvirt that is about to be made", () => {
  let lab: FakeLab;
  let provider: Labhost;
  const owner = { project: "ocplab", stack: "sno1", urn: "urn:x" };

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    const definitions = kinds.map((kind) => lab.path("server1", objects[kind].file));
    lab.program("virsh", fakeVirsh(lab, definitions));
    lab.program("qemu-img", `#!/bin/sh\nprintf '{"virtual-size": %s}' "$(cat "$4")"\n`);
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    lab.dispose();
  });

  const tell = (verb: string, what: object): Promise<unknown> =>
    provider.invoke(`labhost:index:${verb}`, { host: "server1", cluster: "sno1", what, owner });
  const begin = (kind: Kind): Promise<unknown> => tell("beginMaking", objects[kind].what);
  const end = (kind: Kind): Promise<unknown> => tell("endMaking", objects[kind].what);
  const stand = (kind: Kind): void => {
    lab.write("server1", objects[kind].file, objects[kind].text);
  };
  const run = (name: string, text: string): void => {
    lab.write("server1", `/run/libvirt/qemu/${name}.xml`, text);
  };
  const asked = (): string[] => {
    const log = join(lab.folder, "virsh.log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  };

  for (const kind of kinds) {
    const { file, other, gone } = objects[kind];

    it(`is in nobody's way where there is none (${kind})`, async () => {
      await begin(kind);
      await end(kind);
      assert.deepEqual(asked(), []);
    });

    it(`finds what an interrupted run has left of it taken away (${kind})`, async () => {
      await begin(kind);
      stand(kind);
      await begin(kind);
      assert.equal(existsSync(lab.path("server1", file)), false);
      assert.deepEqual(asked(), gone);
    });

    it(`finds it taken away too where the engine died before it kept its state (${kind})`, async () => {
      await begin(kind);
      stand(kind);
      await end(kind);
      await begin(kind);
      assert.equal(existsSync(lab.path("server1", file)), false);
    });

    it(`is refused where another's stands under its name (${kind})`, async () => {
      lab.write("server1", file, other);
      await assert.rejects(begin(kind), /^Error: server1: there is the .* not this cluster's/);
      assert.equal(lab.text("server1", file), other);
      assert.deepEqual(asked(), []);
    });

    it(`is refused, or half made, where an interrupted run was to make it (${kind})`, async () => {
      await begin(kind);
      lab.write("server1", file, other);
      if (kind === "volume") {
        await begin(kind);
        assert.equal(existsSync(lab.path("server1", file)), false);
        return;
      }
      await assert.rejects(begin(kind), /not this cluster's/);
      assert.equal(lab.text("server1", file), other);
    });

    it(`is taken over where no run has left it (${kind})`, async () => {
      stand(kind);
      await begin(kind);
      // the provider makes definitions of pools and networks again, and takes the rest as it is
      const isDropped = kind === "pool" || kind === "network";
      assert.equal(existsSync(lab.path("server1", file)), !isDropped);
      assert.deepEqual(asked(), isDropped ? gone : []);
    });
  }

  it("is left alone after the state was lost, though a run made it a moment ago", async () => {
    await begin("domain");
    stand("domain");
    await end("domain");
    const claim = subject("Claim", "claim-server1", "", "sno1");
    await provider.create(claim, { host: "server1", cluster: "sno1", needs: [] });
    await begin("domain");
    assert.deepEqual(asked(), []);
  });

  it("is refused while a machine runs that no state knows, and names the way on", async () => {
    stand("domain");
    run("sno1-master-0", "<domstatus/>");
    await assert.rejects(begin("domain"), {
      message:
        "server1: the machine sno1-master-0 is there already and the state of stack sno1 does not know it, " +
        "while it is used by sno1-master-0. It is not touched. If the state was lost or is an old one, " +
        "put the right one back; without one, shut down what uses it (virsh shutdown) and run again: " +
        "it is taken over as it is",
    });
    assert.deepEqual(asked(), []);
  });

  it("keeps pool and disk of a machine that runs", async () => {
    run("sno1-master-0", `<source file='${folder}/master-0.qcow2'/>`);
    for (const kind of ["pool", "volume"] as const) {
      stand(kind);
      await assert.rejects(begin(kind), /is used by sno1-master-0\. It is not touched/);
      assert.ok(existsSync(lab.path("server1", objects[kind].file)));
    }
    assert.deepEqual(asked(), []);
  });

  it("keeps a disk that an interrupted run made, if a machine runs from it", async () => {
    await begin("volume");
    stand("volume");
    run("sno1-master-0", `<source file='${folder}/master-0.qcow2'/>`);
    await assert.rejects(
      begin("volume"),
      /was left by an interrupted run of stack sno1, and is used/,
    );
    assert.ok(existsSync(lab.path("server1", objects.volume.file)));
  });

  it("takes a base volume over only where it holds the same image", async () => {
    const source = join(lab.folder, "image.qcow2");
    writeFileSync(source, "image");
    const path = `${folder}/base`;
    const base = { kind: "volume", name: "base", path, source };
    lab.write("server1", path, "image");
    await tell("beginMaking", base);
    lab.write("server1", path, "older");
    await assert.rejects(tell("beginMaking", base), /volume base, .* holds another image than /);
    assert.equal(lab.text("server1", path), "older");
  });

  it("leaves no note on the host when its cluster is gone", async () => {
    const claim = subject("Claim", "claim-server1", "server1:sno1", "sno1");
    const inputs = { host: "server1", cluster: "sno1", needs: [] };
    await provider.create(claim, inputs);
    await begin("domain");
    await provider.delete(claim, inputs);
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
  });
});

/** Deletes the definition of what it is told to undefine, and notes what it was asked. */
function fakeVirsh(lab: FakeLab, definitions: readonly string[]): string {
  return `#!/bin/sh
shift 3
echo "$*" >>${lab.folder}/virsh.log
case $1 in
*undefine) for one in ${definitions.join(" ")}; do case $one in */$2.xml) rm $one;; esac; done;;
esac
`;
}
