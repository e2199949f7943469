import assert from "node:assert/strict";

import { compareHost } from "../../../cli/probe/compare.ts";
import type { Facts } from "../../../cli/probe/facts.ts";
import { probedHosts, questionOf } from "../../../cli/probe/host.ts";
import { LabFilePlaces } from "../../../cli/probe/places.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { declaringLab, goodFacts, hostOf, installingLab } from "./probedLab.ts";

const files = {
  "/root/dci.yml": null,
  "/etc/pull-secret.json": null,
  "/root/.ssh/id_rsa.pub": null,
  "/etc/lab/one.yml": null,
  "/etc/lab/other.yml": null,
  "/etc/lab/vault": null,
} satisfies NonNullable<Facts["files"]>;

function compared(facts: Partial<Facts>, text = installingLab, host = "jumphost") {
  const answer = { facts: { ...goodFacts, files, ...facts }, unknown: {} };
  return compareHost(hostOf(text, host), answer, new LabFilePlaces(text));
}

describe("what installs need on the jumphost", () => {
  it("is asked of the jumphost alone, with paths as those of root, who installs", () => {
    const { files: asked, programs } = questionOf(hostOf(installingLab, "jumphost"));
    assert.deepEqual(
      asked.map(({ path, key }) => (key ? `${path} (key)` : path)),
      Object.keys(files).map((path) => (path.endsWith(".pub") ? `${path} (key)` : path)),
    );
    const playbook = "/usr/share/dci-openshift-agent/dci-openshift-agent.yml";
    assert.deepEqual(programs, ["dci-pipeline", "dci-queue", playbook]);
    const other = questionOf(hostOf(installingLab, "server1"));
    assert.deepEqual([other.files, other.programs], [[], []]);
  });

  it("is nothing where no cluster is installed", () => {
    const { files: asked, programs } = questionOf(hostOf(declaringLab, "jumphost"));
    assert.deepEqual([asked, programs], [[], []]);
  });

  it("is that of the chosen clusters", () => {
    const lab = parseLab(installingLab);
    const plan = buildPlan(lab);
    const chosen = plan.clusters.filter(({ name }) => name === "sno2");
    const [jumphost] = probedHosts(lab, plan, [], chosen);
    assert.ok(jumphost);
    assert.doesNotMatch(JSON.stringify(questionOf(jumphost).files), /vault|one\.yml/);
    assert.deepEqual(jumphost.installs.installed, ["sno2"]);
  });

  it("is all there on a jumphost that has it", () => {
    assert.deepEqual(compared({}), { differences: [], notAsked: [] });
  });

  it("is told by its place in the lab file, and with what to do, where it is of no use", () => {
    const { differences } = compared({
      files: {
        ...files,
        "/root/dci.yml": "is not there",
        "/etc/pull-secret.json": "is no file",
        "/root/.ssh/id_rsa.pub": "holds no SSH public key",
        "/etc/lab/other.yml": "cannot be read (Permission denied)",
        "/etc/lab/vault": "is not there",
      },
    });
    assert.deepEqual(differences, [
      "dci.credentialsFile: lab.yaml:6 says ~/dci.yml, but /root/dci.yml is not there; write DCI_CLIENT_ID and DCI_API_SECRET into it, as YAML, or correct the path",
      "dci.pullSecretFile: lab.yaml:7 says /etc/pull-secret.json, but it is no file; put the pull secrets there, or correct the path",
      "dci.sshPublicKeyFile: lab.yaml says nothing else than the usual /root/.ssh/id_rsa.pub, but it holds no SSH public key; run `ssh-keygen -t rsa -f /root/.ssh/id_rsa` on it, or correct the path",
      "clusters.sno1.install.job.ansible_extravars_files[1]: lab.yaml:26 says /etc/lab/other.yml, but it cannot be read (Permission denied); put it there, or correct the path",
      "clusters.sno1.install.job.dci_vault_file: lab.yaml:27 says /etc/lab/vault, but it is not there; put it there, or correct the path",
    ]);
  });

  it("names all of DCI's programs that are missing in one line, and who needs them", () => {
    assert.deepEqual(compared({ lacking: ["dci-pipeline", "dci-queue"] }).differences, [
      "DCI: dci-pipeline, dci-queue are not on it, which the install of clusters sno1, sno2 needs; install the package dci-openshift-agent and what it brings, as DCI's own pages say (docs/dci.md)",
    ]);
  });

  it("is never taken for fine where the host does not say", () => {
    const facts = { ...goodFacts, files: undefined, lacking: undefined };
    const answer = { facts, unknown: { files: "no files" } };
    const places = new LabFilePlaces(installingLab);
    assert.deepEqual(compareHost(hostOf(installingLab, "jumphost"), answer, places), {
      differences: [],
      notAsked: ["files not asked: no files", "DCI's programs not asked: the host does not say"],
    });
  });
});
