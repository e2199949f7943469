import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const program = join(__dirname, "../../box/hosts/jumphost/usr/bin/dci-pipeline");

const names: Record<string, string> = {
  "api.ocp1.lab.example.com": "192.0.2.20",
  "api-int.ocp1.lab.example.com": "192.0.2.20",
  "*.apps.ocp1.lab.example.com": "192.0.2.21",
  "master-0.ocp1.lab.example.com": "192.0.2.24",
  "worker-0.ocp1.lab.example.com": "192.0.2.27",
  "192.0.2.24": "master-0.ocp1.lab.example.com.",
  "192.0.2.27": "worker-0.ocp1.lab.example.com.",
};

const inventory = {
  all: {
    vars: {
      cluster: "ocp1",
      domain: "lab.example.com",
      apivip: "192.0.2.20",
      ingressvip: "192.0.2.21",
    },
    children: {
      masters: { hosts: { "master-0": { ansible_host: "192.0.2.24" } } },
      workers: { hosts: { "worker-0": { ansible_host: "192.0.2.27" } } },
    },
  },
};

const job = {
  name: "ocp1",
  topic: "OCP-4.19",
  components: ["ocp"],
  ansible_inventory: "ocp1-hosts.yml",
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
    };
    put("python/yaml.py", jsonForYaml);
    put("bin/dig", resolver(path("names.json")));
    put("names.json", names);
    put(
      "bin/ssh",
      '#!/bin/sh\ncase "$*" in *192.0.2.24*) echo master-0 ;; *) echo worker-0 ;; esac\n',
    );
    put("ocp1-hosts.yml", inventory);
    put("ocp1-pipeline.yml", [job]);
    mkdirSync(path("home"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("says what it is", () => {
    const { text } = run(path("ocp1-pipeline.yml"));
    assert.match(text, /This is the box's stand-in for dci-pipeline: nothing is installed\./);
  });

  it("leaves a kubeconfig for the cluster's API that only its user can read", () => {
    const { code, text } = run(path("ocp1-pipeline.yml"));
    assert.equal(code, 0, text);
    const kubeconfig = path("home/clusterconfigs-ocp1/kubeconfig");
    assert.match(readFileSync(kubeconfig, "utf8"), /"https:\/\/api\.ocp1\.lab\.example\.com:6443"/);
    assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
  });

  it("leaves a work folder by the job's name and id, with its outputs", () => {
    run(path("ocp1-pipeline.yml"));
    const [id = ""] = readdirSync(path("data/ocp1"));
    const left = readdirSync(path(`data/ocp1/${id}`)).sort();
    assert.deepEqual(left, ["job_info.yaml", "jobdef.yaml", "outputs"]);
    assert.ok(existsSync(path(`data/ocp1/${id}/outputs/kubeconfig`)));
  });

  for (const [name, wrong] of [
    ["api.ocp1.lab.example.com", "192.0.2.99"],
    ["*.apps.ocp1.lab.example.com", ""],
    ["192.0.2.27", "other.example.com."],
  ] as const) {
    it(`ends with 2 where ${name} does not resolve as planned`, () => {
      put("names.json", { ...names, [name]: wrong });
      const { code, text } = run(path("ocp1-pipeline.yml"));
      assert.equal(code, 2);
      assert.match(text, new RegExp(`was expected, the resolver says ${wrong || "nothing"}`));
      assert.equal(existsSync(path("home/clusterconfigs-ocp1")), false);
    });
  }

  it("ends with 2 where a node lets nobody in, or has another name", () => {
    put("bin/ssh", "#!/bin/sh\necho 'Permission denied (publickey).' >&2; exit 255\n");
    const denied = run(path("ocp1-pipeline.yml"));
    assert.equal(denied.code, 2);
    assert.match(denied.text, /master-0 \(192\.0\.2\.24\) cannot be entered: Permission denied/);
    put("bin/ssh", "#!/bin/sh\necho localhost\n");
    assert.match(run(path("ocp1-pipeline.yml")).text, /master-0 calls itself localhost/);
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

  it("takes settings of a job from the command line", () => {
    const { code, text } = run('ocp1:ansible_inventory="nowhere.yml"', path("ocp1-pipeline.yml"));
    assert.equal(code, 2);
    assert.match(text, /nowhere\.yml: FileNotFoundError/);
  });

  it("ends with 128 and the signal's number when it is stopped", async () => {
    put("bin/ssh", "#!/bin/sh\nexec sleep 20\n");
    const child = spawn("python3", [program, path("ocp1-pipeline.yml")], { env, detached: true });
    const exit = once(child, "exit");
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    while (!text.includes("TASK [Enter")) await sleep(20);
    child.kill("SIGTERM");
    assert.deepEqual(await exit, [143, null]);
    process.kill(-(child.pid ?? NaN), "SIGKILL");
  });
});

/** The documents of these tests are JSON, so that no YAML parser for Python is needed here. */
const jsonForYaml = `
from json import dump as safe_dump, load, loads
YAMLError = ValueError
def safe_load(given):
    return loads(given) if isinstance(given, str) else load(given)
`;

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
