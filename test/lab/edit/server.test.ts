import assert from "node:assert/strict";

import { addServer, type ServerWish } from "../../../lab/edit/server.ts";
import { addedLines, refusalOf } from "./edits.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

function added(text: string, wish: ServerWish, name = "new"): string {
  return addedLines(text, addServer(text, name, wish).text);
}

function refusal(text: string, wish: ServerWish, name = "new"): string[] {
  return refusalOf(() => addServer(text, name, wish)).text;
}

const nic = "eno1";

describe("a server that is added to a lab file", () => {
  it("gets the next free address after those of the others", () => {
    assert.equal(added(sampleLab, { nic }), "  new:\n    address: 192.0.2.13\n    nic: eno1\n");
    const taken = sampleLab.replace("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.13");
    assert.match(added(taken, { nic }), /address: 192\.0\.2\.14\n/);
  });

  it("gets the lowest free address where none is free after the others'", () => {
    const text = changedLab("192.0.2.12", "192.0.2.253");
    assert.match(added(text, { nic }), /address: 192\.0\.2\.2\n/);
  });

  it("gets the next one after the jumphost's where it is the first", () => {
    const text = sampleLab
      .replace(/servers:\n[^]*/, "servers: {}\n")
      .replace("192.0.2.1,", "192.0.2.7,");
    assert.match(added(text, { nic }), /address: 192\.0\.2\.8\n/);
  });

  it("has what it was asked for", () => {
    const wish = {
      nic,
      address: "192.0.2.99",
      hypervisor: "qemu",
      memory: "1024MiB",
      vcpus: 8,
      vcpuRatio: 1.5,
      disk: "2TiB",
      provisioningNic: "eno2",
    };
    assert.equal(
      added(sampleLab, wish),
      `  new:
    address: 192.0.2.99
    nic: eno1
    hypervisor: qemu
    memory: 1024MiB
    vcpus: 8
    vcpuRatio: 1.5
    disk: 2TiB
    provisioningNic: eno2
`,
    );
  });

  it("is the jumphost, with its address and NIC, under the jumphost's name", () => {
    assert.equal(
      added(sampleLab, { memory: "8GiB" }, "jumphost"),
      "  jumphost:\n    address: 192.0.2.1\n    nic: eno1\n    memory: 8GiB\n",
    );
    assert.match(
      refusal(sampleLab, { nic: "eno2" }, "jumphost").join(),
      /^nic: eno2 differs from the jumphost's eno1 \(line 8\); /,
    );
  });

  it("is as it was where it is added again, and refused where it differs", () => {
    const wish = { nic, memory: "16GiB" };
    const { text } = addServer(sampleLab, "new", wish);
    const unchanged = { text, changed: false, line: 14, warnings: [] };
    assert.deepEqual(addServer(text, "new", wish), unchanged);
    const same = { nic, memory: "16384MiB", address: "192.0.2.13", hypervisor: "kvm" };
    assert.deepEqual(addServer(text, "new", same), unchanged);
    assert.deepEqual(addServer(text, "new", {}), unchanged);
    const other = { nic: "eno2", memory: "24GiB", disk: "1TiB", vcpuRatio: 2 };
    assert.deepEqual(refusal(text, other), [
      "server new is there already (line 14), and differs; edit it by hand, or choose another name",
      "nic: it has eno1, not eno2",
      "memory: it has 16GiB, not 24GiB",
      "disk: it has none, not 1TiB",
      "vcpuRatio: it has 1, not 2",
    ]);
  });

  it("is refused with all that is wrong with the arguments", () => {
    const wish = { memory: "16", vcpus: "many", vcpuRatio: 99 };
    const { usage, text } = refusalOf(() => addServer(sampleLab, "no dots!", wish));
    assert.equal(usage, true);
    assert.deepEqual(text.sort(), [
      ': "no dots!" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      'memory: "16" is not a size with its unit; add the unit: 16GiB or 16MiB',
      "nic: is missing; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1",
      "vcpuRatio: 99 is too large; write at most 32",
      'vcpus: "many" is not a number of CPUs; write a whole number from 1 to 4096',
    ]);
  });

  it("is refused on an address that another one has", () => {
    assert.deepEqual(refusal(sampleLab, { nic, address: "192.0.2.11" }), [
      "address: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
    ]);
    assert.deepEqual(refusal(sampleLab, { nic, address: "192.0.2.40" }), [
      "address: 192.0.2.40 is also the address of cluster sno1 (line 27); the next free address is 192.0.2.2",
    ]);
  });

  it("is refused where no address is free", () => {
    const text = `${sampleLab.slice(0, sampleLab.indexOf("clusters:"))}clusters: {}\n`
      .replace("192.0.2.0/24", "192.0.2.8/29")
      .replaceAll("192.0.2.254", "192.0.2.9")
      .replaceAll("192.0.2.1,", "192.0.2.10,");
    const one = addServer(text, "one", { nic }).text;
    const two = addServer(one, "two", { nic }).text;
    assert.match(two, /two:\n {4}address: 192\.0\.2\.14\n/);
    assert.deepEqual(refusal(two, { nic }), [
      "address: no address is free in 192.0.2.8/29; take a larger subnet, for example 192.0.2.0/28, or remove what is not used",
    ]);
  });
});
