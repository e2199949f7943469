import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { eachOnHost } from "./eachOnHost.ts";
import { type FakeLab, subject } from "./fakeLab.ts";

const mac = "52:54:00:00:02:01";
const ports = { [mac]: { device: "oc2-m0", group: 7 } };
const machine = {
  ...{ memoryMib: 96, vcpus: 1, nics: [`${mac} on br0`], volume: "master-0.qcow2", diskMib: 40 },
  ...{ image: "", power: "ours", ports },
};
const machines = { "sno1-master-0": machine };
const inputs: Values = {
  ...{ host: "server1", cluster: "sno1", pool: { name: "ocplab-sno1", autostart: true } },
  ...{ networks: {}, machines },
};

/** A machine with one NIC; `device` is that of the NIC. */
function definition(device?: string): string {
  const target = device === undefined ? "" : `<target dev='${device}'/>`;
  return (
    "<domain><name>sno1-master-0</name><memory>98304</memory><vcpu>1</vcpu><devices>" +
    `<interface type='bridge'><mac address='${mac}'/><source bridge='br0'/>${target}` +
    "<model type='virtio'/></interface></devices></domain>"
  );
}

describe("the devices of a strict cluster's machines", () => {
  const about = subject("Libvirt", "server1-libvirt", "server1:sno1", "sno1");
  const owner = { project: "ocplab", stack: "sno1", urn: "urn:x" };
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("server1", (made) => ({ lab, provider } = made));

  const place = (name: string): string => join(lab.folder, name);
  const asked = (): string =>
    existsSync(place("ip.log")) ? readFileSync(place("ip.log"), "utf8") : "";
  const defined = (): string => readFileSync(place("config.xml"), "utf8");
  /** The device that the tests' own machine has for sure, and which is in no group. */
  const device = "lo";

  beforeEach(() => {
    writeFileSync(place("config.xml"), definition());
    writeFileSync(place("live.xml"), definition(device));
    writeFileSync(place("state"), "running");
    lab.program("virsh", fakeVirsh(lab.folder));
    lab.program("ip", `#!/bin/sh\necho "$*" >>${place("ip.log")}\n`);
  });

  const end = (): Promise<unknown> => {
    const what = { kind: "domain", name: "sno1-master-0", uuid: "u", ports };
    return provider.invoke("labhost:index:endMaking", {
      host: "server1",
      cluster: "sno1",
      what,
      owner,
    });
  };

  it("are named in the definition and grouped as they are, as soon as a machine is made", async () => {
    await end();
    assert.match(
      defined(),
      /<source bridge="br0" *\/><target dev="oc2-m0" *\/><model|<model type="virtio" *\/><target dev="oc2-m0"/,
    );
    assert.equal(asked(), `link set dev ${device} group 7\n`);
  });

  it("are only named where the machine does not run", async () => {
    writeFileSync(place("live.xml"), definition());
    await end();
    assert.match(defined(), /<target dev="oc2-m0"/);
    assert.equal(asked(), "");
  });

  it("are left alone where they have their names", async () => {
    writeFileSync(place("config.xml"), definition("oc2-m0"));
    writeFileSync(place("live.xml"), definition("oc2-m0"));
    await end();
    assert.equal(defined(), definition("oc2-m0"));
    assert.equal(asked(), "");
  });

  it("show as a difference where they are others, and are put right", async () => {
    await provider.create(about, inputs);
    assert.match(asked(), new RegExp(`^link set dev ${device} group 7$`, "m"));
    writeFileSync(place("config.xml"), definition("vnet9"));
    const found = (await provider.read(about, inputs, {}))?.inputs.machines as typeof machines;
    assert.deepEqual(found["sno1-master-0"].ports, { [mac]: { device: "vnet9", group: 0 } });
    await provider.update(about, {}, {}, inputs);
    assert.match(defined(), /<target dev="oc2-m0"/);
  });
});

/** Shows two definitions and keeps one that it is given; takes a list of commands as virsh does. */
function fakeVirsh(folder: string): string {
  return `#!/usr/bin/python3
import re, sys
words = sys.argv[4:]
if words[0] == "define":
    open("${folder}/config.xml", "w").write(sys.stdin.read())
    sys.exit()
state = open("${folder}/state").read()
answers = {
    "uri": "qemu:///system",
    "pool-info": "State: running\\nAutostart: yes",
    "dominfo": "State: " + state,
    "vol-info": "Capacity: 41943040 bytes",
}
for command in words[0].split("; "):
    verb, *rest = command.split()
    if verb == "echo":
        print(" ".join(rest).strip("'"))
    elif verb == "dumpxml":
        print(open("${folder}/%s.xml" % ("config" if "--inactive" in rest else "live")).read())
    else:
        print(answers[verb])
`;
}
