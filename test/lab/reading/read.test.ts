import assert from "node:assert/strict";

import { LabFileError, readLab } from "../../../lab/read.ts";
import { problemsOf } from "./badFile.ts";
import { sampleLab } from "../sampleLab.ts";

describe("reading a lab file", () => {
  it("finds nothing wrong with the sample, the box's lab and the examples", () => {
    assert.deepEqual(problemsOf(sampleLab), []);
    assert.equal(readLab("lab.yaml").lab.name, "box");
    assert.equal(readLab("examples/seed.yaml").lab.name, "seed");
  });

  it("tells all problems at once, in the file's order", () => {
    const text = sampleLab
      .replace("192.0.2.0/24", "192.0.2.1/24")
      .replace("server: server1", "server: server9")
      .replace("id: 3", "id: 2")
      .replace("192.0.2.40", "192.0.2.25");
    assert.deepEqual(
      problemsOf(text).map((line) => line.split(": ").slice(0, 2).join(" ")),
      [
        "lab.yaml:4:11 network.subnet",
        "lab.yaml:18:13 clusters.ocp1.server",
        "lab.yaml:25:9 clusters.sno1.id",
        "lab.yaml:27:19 clusters.sno1.firstAddress",
      ],
    );
  });

  it("still compares the other clusters and servers when the shape of some is wrong", () => {
    const text = sampleLab
      .replace("workers: 3", "workers: three")
      .replace("    nic: eno1\n", "")
      .replace("192.0.2.40", "192.0.2.11");
    assert.deepEqual(problemsOf(text), [
      "lab.yaml:11:3: servers.server2.nic: is missing; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1",
      'lab.yaml:20:14: clusters.ocp1.workers: "three" is not a number of workers; write a whole number from 0 to 124 without quotes',
      "lab.yaml:26:19: clusters.sno1.firstAddress: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
    ]);
  });

  it("keeps each problem with its place for other programs", () => {
    const error = failure(() => readLab("test/lab/fixtures/broken.yaml"));
    assert.deepEqual(error.problems, [
      {
        path: "version",
        message: "2 is no version of this format; write 1",
        line: 2,
        column: 10,
      },
    ]);
    assert.equal(error.file, "test/lab/fixtures/broken.yaml");
  });

  it("says in one line that a file is not there, or is a folder", () => {
    assert.equal(
      failure(() => readLab("test/lab/none.yaml")).message,
      "test/lab/none.yaml: no such file; run from the project's folder, or begin with a copy of one of examples/",
    );
    assert.equal(
      failure(() => readLab("test/lab")).message,
      "test/lab: is a folder; name the lab file in it",
    );
  });
});

function failure(read: () => unknown): LabFileError {
  try {
    read();
  } catch (error) {
    if (error instanceof LabFileError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
