import assert from "node:assert/strict";

import { parse } from "yaml";

import { clusterWith, documentsOf, installedLab, installWith, kinds, textOf } from "./rendered.ts";

/** All keys of a job that distributedci/dci-pipeline reads (README.md, dcipipeline/main.py). */
const jobKeys: Readonly<Record<string, "string" | "list" | "map" | "boolean">> = {
  name: "string",
  stage: "string",
  prev_stages: "list",
  ansible_playbook: "string",
  ansible_cfg: "string",
  ansible_inventory: "string",
  inventory_playbook: "string",
  dci_credentials: "string",
  dci_vault_file: "string",
  dci_ansible_dir: "string",
  configuration: "string",
  topic: "string",
  use_previous_topic: "boolean",
  components: "list",
  ansible_extravars: "map",
  ansible_extravars_files: "list",
  ansible_envvars: "map",
  ansible_tags: "list",
  ansible_skip_tags: "list",
  outputs: "map",
  inputs: "map",
  success_tag: "string",
  fallback_last_success: "list",
  pipeline_user: "string",
  comment: "string",
  url: "string",
};
const needed = ["name", "stage", "ansible_playbook", "topic", "components", "dci_credentials"];

type Job = Readonly<Record<string, unknown>>;

function jobOf(text: string, name: string, file = "pipeline"): Job {
  const [job, ...others] = parse(textOf(documentsOf(text, name), file)) as Job[];
  assert.deepEqual(others, []);
  assert.ok(job);
  return job;
}

function variablesOf(job: Job): Job {
  return job.ansible_extravars as Job;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return typeof value === "object" && value !== null ? "map" : typeof value;
}

describe("the pipeline of a cluster", () => {
  for (const [kind, { documents }] of Object.entries(kinds())) {
    it(`has only keys that dci-pipeline reads, of their types, and all it needs (${kind})`, () => {
      for (const name of ["pipeline", "queue-pipeline"].filter((file) => documents.files[file])) {
        const jobs = parse(textOf(documents, name), { version: "1.1" }) as Job[];
        assert.deepEqual(
          jobs.map((job) => job.name),
          documents.jobs,
        );
        for (const job of jobs) {
          const types = Object.fromEntries(Object.keys(job).map((key) => [key, kindOf(job[key])]));
          const wanted = Object.fromEntries(Object.keys(job).map((key) => [key, jobKeys[key]]));
          assert.deepEqual(types, wanted);
          assert.deepEqual(
            needed.filter((key) => job[key] === undefined),
            [],
          );
        }
      }
    });
  }

  it("hands on the variables of the lab file, which come before ours", () => {
    const text = installWith("ocp1", "extra: { dci_tags: [nightly], enable_nfd: true }");
    const { dci_tags, enable_nfd } = variablesOf(jobOf(text, "ocp1"));
    assert.deepEqual([dci_tags, enable_nfd], [["nightly"], true]);
    assert.deepEqual(variablesOf(jobOf(installedLab, "ocp1")).dci_tags, []);
  });

  it("hands on the keys of a job that the lab file gives", () => {
    const job = jobOf(installWith("ocp1", "job: { success_tag: ok, ansible_tags: [a] }"), "ocp1");
    assert.deepEqual([job.success_tag, job.ansible_tags], ["ok", ["a"]]);
  });

  it("takes the credentials of the lab file before the foundation's, and these before the usual", () => {
    const of = (text: string, credentialsFile?: string): unknown => {
      const documents = documentsOf(text, "ocp1", { credentialsFile });
      return (parse(textOf(documents, "pipeline")) as Job[])[0]?.dci_credentials;
    };
    const own = installedLab.replace(
      "servers:\n",
      "dci: { credentialsFile: /etc/own.yml }\nservers:\n",
    );
    assert.equal(of(own, "/etc/stack.yml"), "/etc/own.yml");
    assert.equal(of(installedLab, "/etc/stack.yml"), "/etc/stack.yml");
    assert.equal(of(installedLab), "~/.config/dci-pipeline/dci_credentials.yml");
  });

  it("gives a spoke the kubeconfig of its hub: from the same run, or from where the hub's install left it", () => {
    const { "acm-spoke-single": spoke, "acm-hub": hub } = kinds();
    const [job] = parse(textOf(spoke?.documents ?? assert.fail(), "pipeline")) as Job[];
    const [hubJob] = parse(textOf(hub?.documents ?? assert.fail(), "pipeline")) as Job[];
    const path = `${String(variablesOf(hubJob ?? {}).dci_cluster_configs_dir)}/kubeconfig`;
    assert.deepEqual(job?.inputs, { kubeconfig: "hub_kubeconfig_path" });
    assert.deepEqual(job.prev_stages, [hubJob?.stage]);
    assert.deepEqual(hubJob?.outputs, { kubeconfig: "kubeconfig" });
    assert.equal(variablesOf(job).hub_kubeconfig_path, path);
    assert.equal((job.ansible_envvars as Job).HUB_KUBECONFIG, path);
  });

  it("is the same for a queue, but for what dci-queue decides and who runs it", () => {
    const text = installWith("sno1", "queue: sno");
    const own = jobOf(text, "sno1");
    const queued = jobOf(text, "sno1", "queue-pipeline");
    assert.equal(own.ansible_inventory, "/etc/ocplab/inventories/sno/server2");
    assert.equal(queued.ansible_inventory, "/etc/ocplab/inventories/@QUEUE/@RESOURCE");
    assert.equal(queued.configuration, "@QUEUE");
    const { dci_cluster_configs_dir: folder, ...others } = variablesOf(own);
    assert.equal(folder, "/root/clusterconfigs-sno1");
    assert.deepEqual(queued.ansible_extravars, others);
    const same = { ansible_inventory: "", configuration: "", ansible_extravars: {} };
    assert.deepEqual({ ...queued, ...same }, { ...own, ...same });
  });
});

describe("the documents of DCI", () => {
  it("do not exist where the lab file enables no install", () => {
    const off = installedLab.replace("enabled: true", "enabled: false");
    assert.throws(() => documentsOf(off, "ocp1"), /no documents of ocp1/);
    assert.ok(documentsOf(off, "sno1").files.inventory);
  });

  it("lie in one folder for each cluster, by the prefix that DCI's tools look for", () => {
    const { files } = documentsOf(installedLab, "ocp1");
    const folder = "/etc/ocplab/clusters/ocp1";
    assert.equal(files.inventory?.path, `${folder}/ocp1-hosts.yml`);
    assert.equal(files.pipeline?.path, `${folder}/ocp1-pipeline.yml`);
    assert.equal(files["hook-pre-run"]?.path, `${folder}/hooks/pre-run.yml`);
  });

  it("lay the inventory of the lab file over ours", () => {
    const text = installWith(
      "ocp1",
      "inventoryExtra: { vars: { extcidrnet: 192.0.2.0/25 }, children: { registry_host: { hosts: { mirror: {} } } } }",
    );
    const { all } = parse(textOf(documentsOf(text, "ocp1"), "inventory")) as {
      all: { vars: Job; children: Job };
    };
    assert.equal(all.vars.extcidrnet, "192.0.2.0/25");
    assert.equal(all.vars.cluster, "ocp1");
    assert.deepEqual(all.children.registry_host, { hosts: { mirror: {} } });
    assert.ok(all.children.masters);
  });

  it("take a hook of the user's own as it is, and only then a custom install", () => {
    const own = { tests: "- name: Mine\n", "custom-install": "- name: Other\n" };
    const documents = documentsOf(installedLab, "ocp1", { hooks: own });
    assert.equal(textOf(documents, "hook-tests"), own.tests);
    assert.equal(textOf(documents, "hook-custom-install"), own["custom-install"]);
    assert.equal(documentsOf(installedLab, "ocp1").files["hook-custom-install"], undefined);
  });

  it("look for hardware virtualisation only where the server has it", () => {
    const configure = (text: string): string => textOf(documentsOf(text, "ocp1"), "hook-configure");
    assert.match(configure(installedLab), /\/dev\/kvm/);
    const emulated = installedLab.replace("192.0.2.11,", "192.0.2.11, hypervisor: qemu,");
    assert.doesNotMatch(configure(emulated), /\/dev\/kvm/);
  });

  it("tell of another MTU than the usual one", () => {
    const text = installedLab.replace("network:\n", "network:\n  mtu: 9000\n");
    assert.match(textOf(documentsOf(text, "sno1"), "inventory"), /\n +mtu: 9000\n/);
    assert.doesNotMatch(textOf(documentsOf(installedLab, "sno1"), "inventory"), /mtu/);
  });

  it("give pods no smaller networks than the cluster network allows", () => {
    const text = installedLab.replace("network:\n", "network:\n  clusterNetwork: 10.128.0.0/24\n");
    const inventory = textOf(documentsOf(text, "sno1"), "inventory");
    assert.match(inventory, /cluster_network_host_prefix: 24\n/);
  });

  it("hold no password, but say where it is", () => {
    const inventory = textOf(documentsOf(clusterWith("ocp1", "bmc: ipmi"), "ocp1"), "inventory");
    const passwords = inventory.split("\n").filter((line) => line.includes("password:"));
    assert.equal(passwords.length, 6);
    for (const line of passwords) {
      assert.match(
        line,
        /: "\{\{ lookup\('file', '\/etc\/ocplab\/bmc\/server1\/password'\) \}\}"$/,
      );
    }
  });
});
