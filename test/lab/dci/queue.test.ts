import assert from "node:assert/strict";

import { queuePools, renderQueues } from "../../../lab/dci/queue.ts";
import { documentsOf, installedLab, installWith, planOf } from "./rendered.ts";

describe("the pools of dci-queue", () => {
  it("have each server as a resource, which stands for one cluster", () => {
    const text = installWith("sno1", "queue: small");
    assert.deepEqual(queuePools(planOf(text)), [
      { pool: "small", resources: [{ name: "server2", cluster: "sno1" }] },
    ]);
    const other = text.replace("topic: OCP-4.19 }", "topic: OCP-4.19, queue: ipi }");
    assert.deepEqual(
      queuePools(planOf(other)).map(({ pool, resources }) => [pool, resources.length]),
      [
        ["ipi", 1],
        ["small", 1],
      ],
    );
  });

  it("have several servers of one capability", () => {
    const text = installWith("sno1", "queue: all").replace(
      "topic: OCP-4.19 }",
      "topic: OCP-4.19, queue: all }",
    );
    assert.deepEqual(queuePools(planOf(text)), [
      {
        pool: "all",
        resources: [
          { name: "server1", cluster: "ocp1" },
          { name: "server2", cluster: "sno1" },
        ],
      },
    ]);
  });

  it("hand out a server with an inventory where the pipelines for them look", () => {
    const { files } = documentsOf(installWith("sno1", "queue: small"), "sno1");
    assert.equal(files.inventory?.path, "/etc/ocplab/inventories/small/server2");
    assert.equal(files["queue-pipeline"]?.path, "/etc/ocplab/pipelines/sno1-pipeline.yml");
  });

  it("are a file as JSON, and none where no cluster is in a pool", () => {
    const text = renderQueues(planOf(installWith("sno1", "queue: small"))) ?? assert.fail();
    assert.deepEqual(JSON.parse(text), queuePools(planOf(installWith("sno1", "queue: small"))));
    assert.equal(renderQueues(planOf(installedLab)), undefined);
    const off = installWith("sno1", "queue: small").replaceAll("enabled: true", "enabled: false");
    assert.equal(renderQueues(planOf(off)), undefined);
  });
});
