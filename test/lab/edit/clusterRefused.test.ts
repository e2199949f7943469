import assert from "node:assert/strict";

import { addCluster, type ClusterWish } from "../../../lab/edit/cluster.ts";
import { LabFileError } from "../../../lab/read.ts";
import { refusalOf, roomyLab } from "./edits.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

function refusal(text: string, wish: ClusterWish, name = "new"): string[] {
  return refusalOf(() => addCluster(text, name, wish)).text;
}

describe("a cluster that cannot be added", () => {
  it("is refused with all that is wrong with the arguments by themselves", () => {
    const wish = { type: "sno", id: 0, firstAddress: "192.0.2", workers: 1, topic: "a b" };
    const { usage, text } = refusalOf(() => addCluster(sampleLab, "ab c!", wish));
    assert.equal(usage, true);
    assert.deepEqual(text.sort(), [
      ': "ab c!" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      'firstAddress: "192.0.2" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      "id: 0 is not a cluster id; write a whole number from 1 to 65535",
      'install.topic: "a b" is not a DCI topic; write it as DCI does, for example OCP-4.19',
      "workers: clusters of type sno have none; leave it out",
    ]);
  });

  it("is refused with the types that there are, and nothing is said of what a type may have", () => {
    const wish = { type: "snoo", workers: 2, id: 0 };
    const { usage, text } = refusalOf(() => addCluster(sampleLab, "new", wish));
    assert.equal(usage, true);
    assert.deepEqual(text.sort(), [
      "id: 0 is not a cluster id; write a whole number from 1 to 65535",
      'type: "snoo" is not ipi, sno, abi or acm; did you mean sno?',
    ]);
  });

  it("is refused under a name that means something to the language", () => {
    assert.match(refusal(sampleLab, { type: "sno" }, "__proto__").join(), /is not a name/);
    assert.match(addCluster(sampleLab, "constructor", { type: "sno" }).text, /^ {2}constructor:$/m);
  });

  it("is refused with all that the lab has against it, in the lines of the file as it is", () => {
    const wish = { type: "sno", id: 2, firstAddress: "192.0.2.25", server: "server9" };
    assert.deepEqual(refusal(sampleLab, wish), [
      "id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
      "firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      'server: no server is called "server9"; did you mean "server1"?',
    ]);
    assert.deepEqual(refusal(sampleLab, { type: "sno" }, "lab"), [
      ": the stack lab is the foundation's; choose another name for the cluster",
    ]);
  });

  it("is told about itself where it stands in another's way", () => {
    // its API would be sno1's, which comes later in the file
    const text = sampleLab.replace("clusters:\n", "clusters:\n  # first\n");
    assert.deepEqual(refusal(text, { type: "abi", firstAddress: "192.0.2.38" }), [
      "firstAddress: the block 192.0.2.38 to 192.0.2.42 takes in 192.0.2.40, the address of cluster sno1 (line 28); the next free block of 5 is 192.0.2.2",
    ]);
  });

  it("needs an image for its provisionhost", () => {
    assert.deepEqual(refusal(sampleLab, { type: "ipi" }), [
      "images.provisionhost: is missing; provisionhost boots from a disk image: give its path",
    ]);
  });

  it("needs a size for what it has", () => {
    assert.deepEqual(refusal(sampleLab, { type: "abi", workers: 5, size: 8 }), [
      "size: 8 addresses, but 10 are needed with 5 workers; write `size: 10` or more, or fewer workers",
    ]);
  });

  it("is told how many addresses are missing, and a subnet that has them", () => {
    const text = sampleLab
      .replace("192.0.2.0/24", "192.0.2.0/26")
      .replaceAll("192.0.2.254", "192.0.2.62");
    assert.deepEqual(refusal(text, { type: "abi", workers: 20 }), [
      "firstAddress: no 25 addresses in a row are free in 192.0.2.0/26: the longest free run has 21, so 4 are missing; take a larger subnet, for example 192.0.2.0/25, or remove what is not used",
    ]);
    assert.deepEqual(refusal(text, { type: "abi", size: 30 }), [
      "size: 30 is too large: no 30 addresses in a row are free in 192.0.2.0/26: the longest free run has 21, so 9 are missing; write 21 or less (5 are needed), take a larger subnet, for example 192.0.2.0/25, or remove what is not used",
    ]);
  });

  it("is told of no subnet that would not be sound", () => {
    const text = sampleLab
      .replaceAll("192.0.2.", "172.16.255.")
      .replace("172.16.255.0/24", "172.16.255.0/24\n  serviceNetwork: 172.16.240.0/21");
    assert.deepEqual(refusal(text, { type: "abi", size: 2000 }), [
      "size: 2000 is too large: no 2000 addresses in a row are free in 172.16.255.0/24: the longest free run has 213, so 1787 are missing; write 213 or less (5 are needed), take a larger subnet, or remove what is not used",
    ]);
  });

  it("is told what the server that comes nearest lacks", () => {
    assert.deepEqual(refusal(roomyLab, { type: "abi", workers: 9 }), [
      "server: no server has room for its 12 machines (336GiB memory, 96 vCPUs and 1440GiB disk); server1 comes nearest and lacks 224GiB memory, 56 vCPUs and 212GiB disk: free that much there, declare more, or a higher `vcpuRatio`, in `servers.server1` if it has more, or add a server; or write the cluster by hand, with a `server` of its own for some of its `nodes`",
    ]);
  });

  it("is told what the server that was asked for lacks, and which one has room", () => {
    const text = roomyLab.replace("memory: 64GiB", "memory: 48GiB");
    assert.deepEqual(refusal(text, { type: "sno", server: "server2" }), [
      "server: server2 lacks 16GiB memory for its machine (32GiB memory, 8 vCPUs and 120GiB disk); server1 has room",
    ]);
    const full = text.replace("272GiB", "180GiB");
    assert.deepEqual(refusal(full, { type: "sno", server: "server2" }), [
      "server: server2 lacks 16GiB memory for its machine (32GiB memory, 8 vCPUs and 120GiB disk); free that much there, or declare more in `servers.server2` if it has more",
    ]);
  });

  it("goes to no server that is retired", () => {
    assert.deepEqual(refusal(roomyLab, { type: "sno", server: "old" }), [
      "server: server old is retired (line 11); choose another server",
    ]);
    const none = `${sampleLab.slice(0, sampleLab.indexOf("servers:"))}clusters:\n`;
    assert.deepEqual(refusal(none, { type: "sno" }), [
      "server: the lab has no server yet; add one first: ./ocplab add server",
    ]);
    const all = none.replace(
      "clusters:",
      "servers:\n  old: { address: 192.0.2.11, nic: eno1, retired: true }\nclusters:",
    );
    assert.deepEqual(refusal(all, { type: "sno" }), [
      "server: every server is retired; add another one",
    ]);
  });

  it("needs a server on the shared provisioning network where it is a hub", () => {
    assert.deepEqual(refusal(sampleLab, { type: "acm" }), [
      "server: an ACM hub and its spokes need servers with a `provisioningNic`, and none has one that is not retired; give one to a server",
    ]);
  });

  it("is not even tried in a lab file that has errors", () => {
    const text = changedLab("id: 3", "id: 2");
    assert.throws(() => addCluster(text, "new", { type: "sno" }), LabFileError);
  });

  it("is left to a person where the file is written in a strange way", () => {
    const text = sampleLab.replace("  sno1:\n", "  ? sno1\n  :\n");
    const [line] = refusal(text, { type: "sno" });
    assert.match(line ?? "", /a way that only a person can edit/);
  });
});
