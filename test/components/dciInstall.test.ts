import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DciInstall } from "../../components/dciInstall.ts";

interface Registered {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
}

const helper = "/usr/local/libexec/ocplab-install";
const hostKey = "ssh-ed25519 AAAA";
const args = {
  cluster: "ocp1",
  hash: "0123456789abcdef",
  pipeline: "/etc/ocplab/clusters/ocp1/ocp1-pipeline.yml",
  jobs: ["ocp1"],
  needsEmptyDisks: true,
  jumphost: { host: "192.0.2.1", user: "root", hostKey },
};

const printed: Readonly<Record<string, string>> = {
  "ocp1-start": '{"log": "/log", "run": 7}',
  "ocp1-wait": JSON.stringify({
    jobDir: "/var/lib/dci-pipeline/ocp1/1",
    jobId: "1",
    jobUrl: "https://dci.example.com/jobs/1",
    log: "/log",
    run: 7,
  }),
  "ocp1-kubeconfig": "kind: Config",
};

/** The commands of an install by name, and the component itself. */
async function declare(
  given = args,
): Promise<{ commands: Map<string, Registered>; install: DciInstall }> {
  const options = new Map<string, pulumi.ResourceOptions>();
  const commands = new Map<string, Registered>();
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      const plain = inputs as Record<string, unknown>;
      if (type === "command:remote:Command") {
        commands.set(name, { inputs: plain, options: options.get(name) ?? {} });
      }
      return { id: `${name}-id`, state: { ...plain, stdout: printed[name], stderr: "" } };
    },
    call: () => ({}),
  });
  const record: pulumi.ResourceTransformation = ({ name, opts }) => {
    options.set(name, opts);
    return undefined;
  };
  const install = new DciInstall("ocp1", given, { transformations: [record] });
  await valueOf(install.kubeconfig);
  return { commands, install };
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

function inputsOf(
  commands: Map<string, Registered>,
  name: string,
): Readonly<Record<string, unknown>> {
  return commands.get(name)?.inputs ?? assert.fail(`no command ${name}`);
}

describe("DciInstall", () => {
  it("is three commands: begin, follow, read the kubeconfig", async () => {
    const { commands } = await declare();
    assert.deepEqual([...commands.keys()], ["ocp1-start", "ocp1-wait", "ocp1-kubeconfig"]);
    for (const [verb, { inputs }] of [...commands].map(
      ([name, made]) => [name.slice(5), made] as const,
    )) {
      assert.equal(inputs.create, `${helper} ${verb}`);
      assert.equal(
        inputs.update,
        inputs.create,
        `${verb} runs again on any change, and is never replaced`,
      );
      assert.equal(inputs.triggers, undefined);
    }
  });

  it("gives the parameters over standard input, so that none is in a command line", async () => {
    const { commands } = await declare();
    const { cluster, hash, pipeline, jobs, needsEmptyDisks } = args;
    const stdin: unknown = JSON.parse(String(inputsOf(commands, "ocp1-start").stdin));
    assert.deepEqual(stdin, { cluster, hash, pipeline, jobs, needsEmptyDisks });
  });

  it("stops and removes the install on delete, and only there", async () => {
    const { commands } = await declare();
    const deletes = [...commands.values()].map(({ inputs }) => inputs.delete);
    assert.deepEqual(deletes, [`${helper} delete`, undefined, undefined]);
  });

  it("ends the old install before a forced replacement begins the new one", async () => {
    const { commands } = await declare();
    assert.equal(commands.get("ocp1-start")?.options.deleteBeforeReplace, true);
  });

  it("follows each new run, and reads the kubeconfig anew after it", async () => {
    const { commands } = await declare();
    const started = JSON.parse(String(inputsOf(commands, "ocp1-wait").stdin)) as {
      started: string;
    };
    assert.equal(started.started, printed["ocp1-start"]);
    const installed = JSON.parse(String(inputsOf(commands, "ocp1-kubeconfig").stdin)) as {
      installed: string;
    };
    assert.equal(installed.installed, printed["ocp1-wait"]);
  });

  it("keeps the kubeconfig secret and out of the log", async () => {
    const { commands, install } = await declare();
    assert.equal(inputsOf(commands, "ocp1-kubeconfig").logging, "none");
    assert.equal(await pulumi.isSecret(install.kubeconfig), true);
    assert.equal(await valueOf(install.kubeconfig), "kind: Config");
  });

  it("tells where the job's folder and the log are", async () => {
    const { install } = await declare();
    assert.equal(await valueOf(install.jobDir), "/var/lib/dci-pipeline/ocp1/1");
    assert.equal(await valueOf(install.logPath), "/log");
  });

  it("tells the job's id and its page in DCI", async () => {
    const { install } = await declare();
    assert.deepEqual(await valueOf(install.job), {
      id: "1",
      url: "https://dci.example.com/jobs/1",
    });
  });

  it("pins the jumphost's key and leaves keys of the user to the agent", async () => {
    const { commands } = await declare();
    // the SDK keeps the connection secret as a whole
    const { value } = inputsOf(commands, "ocp1-start").connection as { value: unknown };
    assert.deepEqual(value, {
      ...args.jumphost,
      port: 22,
      dialErrorLimit: 10,
      perDialTimeout: 15,
    });
  });

  it("goes through sudo where the user is not root", async () => {
    const { commands } = await declare({ ...args, jumphost: { ...args.jumphost, user: "admin" } });
    assert.equal(inputsOf(commands, "ocp1-wait").create, `sudo -n ${helper} wait`);
    assert.equal(inputsOf(commands, "ocp1-start").delete, `sudo -n ${helper} delete`);
  });
});
