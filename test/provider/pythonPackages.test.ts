import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { FakeLab, subject } from "./fakeLab.ts";
import { FakeSystemd } from "./fakeSystemd.ts";

const path = "/usr/local/lib/ocplab/app";
const about = subject("PythonPackages", "p", `server1:${path}`);
const unit = "app.service";

/** Real pip, which takes wheels from a folder as in a closed network. */
describe("Python packages on a host", () => {
  let lab: FakeLab;
  let systemd: FakeSystemd;
  let provider: Labhost;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    mkdirSync(lab.path("server1", "/usr/local/lib"), { recursive: true });
    systemd = new FakeSystemd(lab);
    systemd.unit(unit, { enabled: "enabled", active: "active" });
    process.env.PIP_NO_INDEX = "1";
    process.env.PIP_FIND_LINKS = lab.folder;
    for (const version of ["1.0", "2.0"]) makeWheel(lab.folder, "Demo_App", version);
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    delete process.env.PIP_NO_INDEX;
    delete process.env.PIP_FIND_LINKS;
    lab.dispose();
  });

  const inputs = (version: string): Values => ({
    host: "server1",
    path,
    requirements: `# the app\ndemo-app==${version}\n`,
    onChange: { unit, verb: "restart" },
  });
  const inFolder = (file: string): string => lab.path("server1", join(path, file));

  it("are installed in a folder of their own, which goes with them", async () => {
    await provider.create(about, inputs("1.0"));
    assert.equal(existsSync(inFolder("demo_app/__init__.py")), true);
    assert.deepEqual((await provider.read(about, inputs("1.0"), {}))?.inputs, inputs("1.0"));
    await provider.delete(about, inputs("1.0"));
    assert.deepEqual(readdirSync(lab.path("server1", "/usr/local/lib")), []);
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("are replaced as a whole by other versions, and their service is restarted", async () => {
    await provider.create(about, inputs("1.0"));
    lab.write("server1", join(path, "left"), "");
    systemd.asked();
    await provider.update(about, {}, {}, inputs("2.0"));
    assert.deepEqual(systemd.asked(), [`restart ${unit}`]);
    assert.equal(existsSync(inFolder("left")), false);
    assert.deepEqual(readdirSync(lab.path("server1", "/usr/local/lib/ocplab")), ["app"]);
    assert.deepEqual((await provider.read(about, inputs("2.0"), {}))?.inputs, inputs("2.0"));
  });

  it("show what was changed by hand, and are put right", async () => {
    await provider.create(about, inputs("1.0"));
    rmSync(inFolder("demo_app-1.0.dist-info"), { recursive: true });
    lab.write("server1", join(path, "Other.Thing-3.dist-info/METADATA"), "");
    const found = (await provider.read(about, inputs("1.0"), {}))?.inputs;
    assert.equal(found?.requirements, "other-thing==3\n");
    rmSync(inFolder(""), { recursive: true });
    await provider.cancel();
    provider = lab.provider();
    const gone = await provider.read(about, inputs("1.0"), {});
    assert.equal(gone?.inputs.requirements, undefined);
    await provider.update(about, {}, {}, inputs("1.0"));
    assert.equal(existsSync(inFolder("demo_app/__init__.py")), true);
  });

  it("count as missing where the host's Python has become another version", async () => {
    await provider.create(about, inputs("1.0"));
    lab.write("server1", join(path, ".ocplab-python"), "python3.2");
    assert.equal((await provider.read(about, inputs("1.0"), {}))?.inputs.requirements, "");
  });

  it("stay as they were where others cannot be had, and the message says why", async () => {
    await provider.create(about, inputs("1.0"));
    await assert.rejects(provider.update(about, {}, {}, inputs("9.9")), {
      message:
        /^server1: the Python packages of \/usr\/local\/lib\/ocplab\/app cannot be installed: .*No matching distribution found for demo-app==9\.9.*; see that the host's pip reaches a package index \(\/etc\/pip\.conf\)$/,
    });
    assert.deepEqual(readdirSync(lab.path("server1", "/usr/local/lib/ocplab")), ["app"]);
    assert.equal(existsSync(inFolder("demo_app-1.0.dist-info")), true);
  });

  it("leave nothing behind where the first ones cannot be had", async () => {
    await assert.rejects(provider.create(about, inputs("9.9")));
    assert.deepEqual(readdirSync(lab.path("server1", "/usr/local/lib")), []);
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("refuse a wheel that has not the pinned hash", async () => {
    const requirements = `demo-app==1.0 --hash=sha256:${"0".repeat(64)}\n`;
    await assert.rejects(
      provider.create(about, { ...inputs("1.0"), requirements }),
      /cannot be installed/,
    );
  });

  it("take no folder that was there before them", async () => {
    lab.write("server1", join(path, "precious"), "");
    await assert.rejects(provider.create(about, inputs("1.0")), {
      message: `server1: ${path} was there before; move it away or choose another path`,
    });
    assert.equal(existsSync(inFolder("precious")), true);
  });

  it("must pin something", () => {
    const bag = {
      values: { ...inputs("1.0"), requirements: "flask\n" },
      unknowns: new Set<string>(),
      secrets: new Set<string>(),
    };
    assert.deepEqual(provider.check(about, bag, bag).failures, [
      { property: "requirements", reason: "requirements pin no package, as in flask==3.1.3" },
    ]);
  });
});

function makeWheel(folder: string, name: string, version: string): void {
  execFileSync("/usr/bin/python3", ["-c", wheelMaker, folder, name, version]);
}

const wheelMaker = `
import sys, zipfile
folder, name, version = sys.argv[1:]
info = "%s-%s.dist-info/" % (name.lower(), version)
with zipfile.ZipFile("%s/%s-%s-py3-none-any.whl" % (folder, name.lower(), version), "w") as wheel:
    wheel.writestr(name.lower() + "/__init__.py", "")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n" % (name, version))
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;
