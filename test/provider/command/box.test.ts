import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { accessFiles } from "../../../box/access.ts";
import * as box from "../../../box/lab.ts";
import { placeOf, type Place } from "../../../box/place.ts";
import { CommandPlugin } from "../../../provider/command/commandPlugin.ts";
import type { Values } from "../../../provider/server/values.ts";

const files = join(__dirname, "../../../components/files");
const subject = { type: "command:remote:Command", urn: "urn:pulumi:s::p::t::x", id: "" };

describe("the command plugin and ocplab-install on a real jumphost", () => {
  let root: string;
  let place: Place;
  const path = process.env.PATH;
  let connection: Record<string, unknown>;
  const plugin = new CommandPlugin({ warn: () => undefined, status: () => undefined });

  before(async function () {
    this.timeout(300_000); // the box's images may have to be built
    root = mkdtempSync(join(tmpdir(), "ocplab-command-box-"));
    place = placeOf(root);
    await box.up(place, { servers: 0 });
    enterNetwork();
    connection = {
      host: "192.0.2.1",
      hostKey: hostKeyOf(place),
      agentSocketPath: accessFiles(place).agentSocket,
      dialErrorLimit: 0,
    };
    const shipped = (name: string): string => readFileSync(join(files, name), "utf8");
    await write("/usr/local/libexec/ocplab-install", shipped("ocplab-install"));
    for (const name of readdirSync(join(files, "install")).filter((each) => each.endsWith(".py"))) {
      await write(`/usr/local/lib/ocplab/install/${name}`, shipped(`install/${name}`));
    }
    await write("/etc/ocplab/dci/installs.json", JSON.stringify({ parallel: 4 }));
    await write("/root/ocp1-pipeline.yml", "- name: ocp1\n");
  });
  after(async () => {
    process.env.PATH = path;
    await box.down(place);
    rmSync(root, { recursive: true, force: true });
  });

  /** Puts an ssh first on PATH that speaks on the box's network. */
  function enterNetwork(): void {
    const enter = box.onNetwork(place, []).map((word) => `'${word}'`);
    writeFileSync(join(root, "ssh"), `#!/bin/sh\nexec ${enter.join(" ")} /usr/bin/ssh "$@"\n`, {
      mode: 0o755,
    });
    process.env.PATH = `${root}:${path ?? ""}`;
  }

  async function run(create: string, inputs: Values = {}): Promise<string> {
    const { outputs } = await plugin.create(subject, { connection, create, ...inputs });
    return String(outputs.stdout);
  }

  function install(verb: string, hash = "aaaaaaaa"): Promise<string> {
    const stdin = JSON.stringify({
      cluster: "ocp1",
      hash,
      pipeline: "/root/ocp1-pipeline.yml",
      jobs: ["ocp1"],
    });
    return run(`/usr/local/libexec/ocplab-install ${verb}`, { stdin });
  }

  async function write(file: string, stdin: string): Promise<void> {
    await run(`mkdir -p "$(dirname ${file})" && cat > ${file} && chmod 755 ${file}`, { stdin });
  }

  const dciPipeline = (...lines: string[]): Promise<void> =>
    write("/usr/local/bin/dci-pipeline", ["#!/bin/sh", ...lines, ""].join("\n"));
  const units = (): Promise<string> =>
    run("systemctl list-units --all --plain --no-legend 'ocplab-*'");

  it("runs a command with a key of the agent, on a host whose key is pinned", async () => {
    assert.equal(await run("hostname; cat", { stdin: "and more" }), "jumphost\nand more");
  });

  it("sends nothing to a host that shows another key", async () => {
    const other =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    const wrong = run("true", { connection: { ...connection, hostKey: other } });
    await assert.rejects(
      wrong,
      /192\.0\.2\.1 shows the key SHA256:[A-Za-z0-9+/]{43}, not the pinned one/,
    );
  });

  it("says so where no key opens the host", async () => {
    const keyless = run("true", { connection: { ...connection, agentSocketPath: "/nowhere" } });
    await assert.rejects(keyless, /192\.0\.2\.1 refuses user root: no key of the ssh-agent fits/);
  });

  it("installs in a unit of its own, that is gone afterwards", async () => {
    await dciPipeline(
      "cat /proc/self/cgroup",
      'echo "HOME=$HOME"',
      "mkdir ~/clusterconfigs-ocp1",
      "echo secret > ~/clusterconfigs-ocp1/kubeconfig",
    );
    await install("start");
    await install("wait");
    const log = await run("cat /var/lib/ocplab/installs/ocp1/aaaaaaaa.log");
    assert.match(log, /ocplab-install-ocp1\.service/);
    assert.match(log, /^HOME=\/root$/m);
    assert.equal(await install("kubeconfig"), "secret");
    assert.equal(await units(), "");
    await install("delete"); // nothing is installed over it
  });

  it("stops a running install on delete, and leaves neither files nor units", async () => {
    await dciPipeline("sleep 60");
    await install("start", "bbbbbbbb");
    assert.match(
      await units(),
      /^ocplab-install-ocp1\.service .* running Install of ocp1 \(bbbbbbbb\)$/,
    );
    await install("delete", "bbbbbbbb");
    assert.equal(await units(), "");
    assert.equal(
      await run(
        "ls -d /var/lib/ocplab/installs /root/clusterconfigs-ocp1 2>&1 | grep -vc 'No such'; true",
      ),
      "0",
    );
    assert.equal(await run("pgrep -x sleep; true"), "");
  });

  it("starts nothing when the jumphost comes back after its plug was pulled", async () => {
    await install("start");
    await box.kill(place, "jumphost");
    await box.start(place, "jumphost");
    assert.equal(await units(), "");
    await install("start");
    assert.equal(await units(), "");
    await assert.rejects(
      install("wait"),
      /ocp1: the install failed .*; it was killed, or the jumphost went down/,
    );
    await install("delete");
  });
});

function hostKeyOf(place: Place): string {
  const [, ...key] =
    readFileSync(accessFiles(place).knownHosts, "utf8").split("\n")[0]?.split(" ") ?? [];
  return key.join(" ");
}
