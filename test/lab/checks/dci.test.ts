import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parseLab } from "../../../lab/read.ts";
import { problemsOf, refusesEach } from "../reading/badFile.ts";
import { clusterWith, installedLab, installWith } from "../dci/rendered.ts";

/** The sample, installed, without time servers. */
const timeless = installedLab.replace("  ntp: [192.0.2.1]\n", "");

describe("the check of what DCI installs", () => {
  refusesEach([
    {
      title: "an agent-based install without a time server",
      text: timeless,
      message: [
        "lab.yaml:26:5: clusters.sno1.install: DCI installs a cluster of type sno only with a time server, and network.ntp names none; add one there, for example the jumphost 192.0.2.1",
      ],
    },
    {
      title: "an agent-based cluster whose nodes' names begin with its own",
      text: installedLab.replace("  sno1:\n", "  master:\n"),
      message: [
        "lab.yaml:24:3: clusters.master: DCI would take node master-0 for a machine of that name, but it is called master-master-0; give the cluster another name",
      ],
    },
    {
      title: "a second cluster for the same server of a pool",
      text: installWith("sno1", "queue: all")
        .replace("topic: OCP-4.19 }", "topic: OCP-4.19, queue: all }")
        .replace("server: server2", "server: server1"),
      message: [
        "lab.yaml:27:55: clusters.sno1.install.queue: in pool all, server server1 stands for cluster ocp1 already (line 22); choose another pool for one of both",
      ],
    },
  ]);

  it("takes a time server that the variables name, and asks none of other installs", () => {
    const extra = "extra: { ntp_server: 192.0.2.9 }";
    const named = installWith("sno1", extra).replace("  ntp: [192.0.2.1]\n", "");
    assert.deepEqual(problemsOf(named), []);
    const classic = clusterWith("sno1", "classic: true").replace("  ntp: [192.0.2.1]\n", "");
    assert.deepEqual(problemsOf(classic), []);
    assert.deepEqual(problemsOf(timeless.replaceAll("enabled: true", "enabled: false")), []);
  });

  it("lets one server be in several pools, and one pool have several servers", () => {
    const both = installWith("sno1", "queue: b").replace(
      "topic: OCP-4.19 }",
      "topic: OCP-4.19, queue: a }",
    );
    assert.deepEqual(problemsOf(both.replace("server: server2", "server: server1")), []);
    assert.deepEqual(problemsOf(both.replace("queue: b", "queue: a")), []);
  });

  it("warns of a hub that gets no storage class, unless a hook makes it", () => {
    const hub = readFileSync("examples/acm-hub.yaml", "utf8");
    const warned = (extra: string): string[] => {
      const said: string[] = [];
      const text = hub.replace(/^ +extra: .*enable_nfs_storage.*\n/m, extra);
      parseLab(text, "lab.yaml", (one) => said.push(one));
      return said;
    };
    const [warning, ...more] = warned("");
    assert.deepEqual(more, []);
    assert.match(
      warning ?? "",
      /clusters\.hub\.install: a hub needs a storage class, and DCI makes/,
    );
    assert.deepEqual(warned("      extra: { enable_odf: true }\n"), []);
    assert.deepEqual(warned("      hooks: { install: hooks/storage.yml }\n"), []);
  });

  it("refuses a cluster on several servers in a pool, and a spoke whose hub is not installed", () => {
    const hub = readFileSync("examples/acm-hub.yaml", "utf8");
    const queued = hub.replace(
      "      topic: OCP-4.19\n",
      "      topic: OCP-4.19\n      queue: acm\n",
    );
    assert.match(
      problemsOf(queued).join("\n"),
      /^lab\.yaml:\d+:\d+: clusters\.hub\.install\.queue: a pool hands out one server, but the cluster is on server1 and server2; remove the key, or put all nodes on one server$/,
    );
    const bare = hub.replace("enabled: true", "enabled: false");
    assert.match(
      problemsOf(bare)[0] ?? "",
      /clusters\.spoke1\.install: hub hub \(line \d+\) is to deploy the cluster, but is not installed itself; enable its install, or name its kubeconfig/,
    );
    assert.equal(problemsOf(bare).length, 2);
  });

  it("warns of networks inside of clusters that DCI's older roles do not take", () => {
    const warnings: string[] = [];
    const text = installedLab.replace("network:\n", "network:\n  clusterNetwork: 10.132.0.0/14\n");
    parseLab(text, "lab.yaml", (warning) => warnings.push(warning));
    assert.deepEqual(warnings, [
      "lab.yaml:23:5: clusters.ocp1.install: DCI's role for this type of cluster takes no other clusterNetwork than 10.128.0.0/14, but the lab's is 10.132.0.0/14 (line 4); it will have 10.128.0.0/14, unless you choose another type",
    ]);
  });
});
