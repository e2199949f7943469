import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const jumphost = join(__dirname, "../../box/hosts/jumphost/usr");
const program = join(jumphost, "bin/dci-pipeline");
const installer = join(jumphost, "lib/ocplab-box/installer");
const agent = join(jumphost, "share/dci-openshift-agent/dci-openshift-agent.yml");

const names: Record<string, string> = {
  "api.ocp1.lab.example.com": "192.0.2.20",
  "api-int.ocp1.lab.example.com": "192.0.2.20",
  "*.apps.ocp1.lab.example.com": "192.0.2.21",
  "master-0.ocp1.lab.example.com": "192.0.2.24",
  "worker-0.ocp1.lab.example.com": "192.0.2.27",
  "192.0.2.24": "master-0.ocp1.lab.example.com.",
  "192.0.2.27": "worker-0.ocp1.lab.example.com.",
};

const cluster = {
  name: "ocp1",
  domain: "ocp1.lab.example.com",
  api: "192.0.2.20",
  ingress: "192.0.2.21",
  nodes: [
    { name: "server1", group: "provisioner", address: "192.0.2.11" },
    { name: "master-0", group: "masters", address: "192.0.2.24" },
    { name: "worker-0", group: "workers", address: "192.0.2.27" },
  ],
};

const job = {
  name: "ocp1",
  topic: "OCP-4.19",
  components: ["ocp"],
  ansible_playbook: "/usr/share/agent.yml",
  ansible_inventory: "ocp1-hosts.yml",
  ansible_envvars: { PREFIX: "ocp1" },
  outputs: { kubeconfig: "kubeconfig" },
};

describe("the box's stand-in for dci-pipeline", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  const path = (name: string): string => join(folder, name);
  const put = (name: string, content: unknown): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(path(name), text, { mode: 0o755 });
  };
  const run = (...argv: string[]): { code: number | null; text: string } => {
    const done = spawnSync("python3", [program, ...argv], { env, encoding: "utf8" });
    return { code: done.status, text: done.stdout + done.stderr };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-dci-"));
    env = {
      PATH: `${path("bin")}:${process.env.PATH ?? ""}`,
      HOME: path("home"),
      PYTHONPATH: path("python"),
      DCI_PIPELINE_DATADIR: path("data"),
      BOX_FAULTS: path("faults.json"),
    };
    put("python/yaml.py", jsonForYaml);
    put("bin/dig", resolver(path("names.json")));
    put("names.json", names);
    put("bin/ansible-playbook", "#!/bin/sh\n");
    put("ocp1-pipeline.yml", [
      {
        ...job,
        dci_credentials: path("credentials.yml"),
        ansible_extravars: { dci_cluster_configs_dir: path("results") },
      },
    ]);
    put("credentials.yml", { DCI_CLIENT_ID: "remoteci/1", DCI_API_SECRET: "secret-canary" });
    mkdirSync(path("home"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("says what it is", () => {
    const { text } = run(path("ocp1-pipeline.yml"));
    assert.match(text, /This is the box's stand-in for dci-pipeline: nothing is installed\./);
  });

  it("gives ansible-playbook the job's inventory and variables, and credentials in the environment alone", () => {
    put("bin/ansible-playbook", '#!/bin/sh\npwd; echo "$*"; env; cat ansible.cfg\n');
    put("agent.cfg", "# the agent's");
    const { code, text } = run(
      `ocp1:ansible_cfg="${path("agent.cfg")}"`,
      path("ocp1-pipeline.yml"),
    );
    assert.equal(code, 0, text);
    const [id = ""] = readdirSync(path("data/ocp1"));
    assert.ok(text.includes(`${path(`data/ocp1/${id}`)}\n`), "in the work folder");
    const arguments_ = /^--inventory .*$/m.exec(text)?.[0] ?? "";
    assert.ok(arguments_.startsWith(`--inventory ${path("ocp1-hosts.yml")} -e {`));
    assert.match(arguments_, /"dci_cluster_configs_dir": "[^"]+".* \/usr\/share\/agent\.yml$/);
    assert.doesNotMatch(arguments_, /secret-canary/);
    for (const set of ["PREFIX=ocp1", `DCI_JOB_ID=${id}`, "DCI_API_SECRET=secret-canary"]) {
      assert.ok(text.includes(`\n${set}\n`), set);
    }
    assert.match(text, /# the agent's/);
  });

  it("leaves a work folder by the job's name and id, with its outputs", () => {
    put("results/kubeconfig", "kind: Config");
    const { text } = run(path("ocp1-pipeline.yml"));
    const [id = ""] = readdirSync(path("data/ocp1"));
    assert.match(text, new RegExp(`Scheduled DCI job ${id}\n`));
    const left = readdirSync(path(`data/ocp1/${id}`)).sort();
    assert.deepEqual(left, ["env_extravars", "job_info.yaml", "jobdef.yaml", "outputs"]);
    assert.ok(existsSync(path(`data/ocp1/${id}/outputs/kubeconfig`)));
  });

  for (const [code, play] of [
    [2, "Launch hook pre-run"],
    [2, "Launch post run"],
    [1, "Launch ABI install"],
    [1, "Launch partner tests"],
  ] as const) {
    it(`ends with ${code} where Ansible fails in play ${play}`, () => {
      put("bin/ansible-playbook", `#!/bin/sh\necho 'PLAY [${play}] ***'; exit 2\n`);
      assert.equal(run(path("ocp1-pipeline.yml")).code, code);
    });
  }

  it("ends with whatever code a test wants", () => {
    put("faults.json", { exit: 4 });
    assert.equal(run(path("ocp1-pipeline.yml")).code, 4);
  });

  const askNames = (): { code: number | null; text: string } => {
    const input = JSON.stringify(cluster);
    const done = spawnSync("python3", [installer, "names"], { env, input, encoding: "utf8" });
    return { code: done.status, text: done.stderr };
  };

  it("has an installer that asks for the cluster's names", () => {
    assert.deepEqual(askNames(), { code: 0, text: "" });
  });

  for (const [name, wrong] of [
    ["api.ocp1.lab.example.com", "192.0.2.99"],
    ["*.apps.ocp1.lab.example.com", ""],
    ["192.0.2.27", "other.example.com."],
  ] as const) {
    it(`has an installer that goes no further where ${name} does not resolve as planned`, () => {
      put("names.json", { ...names, [name]: wrong });
      const { code, text } = askNames();
      assert.equal(code, 1);
      assert.match(text, new RegExp(`was expected, the resolver says ${wrong || "nothing"}`));
    });
  }

  it("has an installer that switches on by ipmitool what is off, with the password in a file", () => {
    put("bin/ipmitool", switched(path("power"), path("asked")));
    put("bin/ssh", '#!/bin/sh\nfor last; do :; done; [ "$last" = hostname ] && echo master-0\n');
    const ipmi = ["-H", "192.0.2.11", "-p", "6254"];
    const login = { user: "admin", password: "of-the-bmc" };
    const node = { name: "master-0", group: "masters", address: "192.0.2.24", redfish: "" };
    const nodes = [{ ...node, ...login, ipmi }];
    const input = JSON.stringify({ ...cluster, type: "ipi", fault: "nodes", nodes });
    const more = { ...env, BOX_IMAGES: path("images") };
    const install = (): string =>
      spawnSync("python3", [installer, "install"], { env: more, input, encoding: "utf8" }).stdout;
    assert.equal(install(), "master-0: switched on by IPMI\n");
    assert.equal(install(), "");
    const asked = readFileSync(path("asked"), "utf8").replaceAll(/-f \S+/g, "-f FILE");
    const words = "-I lanplus -H 192.0.2.11 -p 6254 -U admin -f FILE chassis power";
    assert.deepEqual(asked.trim().split("\n"), [
      `${words} status: of-the-bmc`,
      `${words} on: of-the-bmc`,
      `${words} status: of-the-bmc`,
    ]);
  });

  it("has an installer that says at once that it cannot install a classic single node", () => {
    const input = JSON.stringify({ ...cluster, type: "sno" });
    const done = spawnSync("python3", [installer, "install"], { env, input, encoding: "utf8" });
    assert.equal(done.status, 1);
    assert.match(
      done.stderr,
      /^ocp1 is a classic single node: .* the box has nothing to install from/,
    );
  });

  it("has an agent that ansible-playbook can read", () => {
    const done = spawnSync("ansible-playbook", ["--syntax-check", agent], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
  });

  it("ends with 1 where a job cannot be scheduled", () => {
    put("ocp1-pipeline.yml", [{ ...job, components: [] }]);
    const { code, text } = run(path("ocp1-pipeline.yml"));
    assert.equal(code, 1);
    assert.match(text, /Unable to schedule job ocp1/);
  });

  it("ends with 3 on an argument that it does not understand, and on a job that is not defined", () => {
    assert.equal(run().code, 3);
    assert.equal(run("ocp1:topic", path("ocp1-pipeline.yml")).code, 3);
    assert.equal(run('nobody:topic="OCP-4.20"', path("ocp1-pipeline.yml")).code, 3);
  });

  it("ends with 128 and the signal's number when it is stopped", async () => {
    put("bin/ansible-playbook", "#!/bin/sh\necho 'PLAY [Launch pre-run] ***'; exec sleep 20\n");
    const child = spawn("python3", [program, path("ocp1-pipeline.yml")], { env, detached: true });
    const exit = once(child, "exit");
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    while (!text.includes("PLAY [")) await sleep(20);
    child.kill("SIGTERM");
    assert.deepEqual(await exit, [143, null]);
    assert.throws(() => process.kill(-(child.pid ?? NaN), 0), "nothing of it is left");
  });
});

/** The documents of these tests are JSON, so that no YAML parser for Python is needed here. */
const jsonForYaml = `
from json import dump as safe_dump, load, loads
YAMLError = ValueError
def safe_load(given):
    return loads(given) if isinstance(given, str) else load(given)
`;

/** An ipmitool for one machine; it notes its arguments, and what the file of the password holds. */
function switched(power: string, asked: string): string {
  return `#!/bin/sh
for last; do :; done
for word; do [ "$before" = -f ] && file=$word; before=$word; done
echo "$*: $(cat $file)" >>${asked}
[ $last = on ] && touch ${power}
[ -e ${power} ] && echo "Chassis Power is on" || echo "Chassis Power is off"
`;
}

/** A dig that knows the names of a JSON file; `*.` stands for any label. */
function resolver(file: string): string {
  return `#!/usr/bin/python3
import json, sys
names = json.load(open(${JSON.stringify(file)}))
question = [word for word in sys.argv[1:] if not word.startswith("+")]
name = question[1] if question[0] == "-x" else question[0]
print(names.get(name, names.get("*." + name.partition(".")[2], "")))
`;
}
