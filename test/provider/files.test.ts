import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { eachOnHost } from "./eachOnHost.ts";
import { account, type FakeLab, subject } from "./fakeLab.ts";

const path = "/etc/app/main.conf";
const about = subject("File", "conf", `server1:${path}`);

describe("a file on a host", () => {
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("server1", (made) => ({ lab, provider } = made));

  function inputs(content: string, more: Values = {}): Values {
    const owners = { owner: account, group: account };
    return { host: "server1", path, content, mode: "0640", ...owners, ...more };
  }

  it("is written with its mode, and taken away with the folders made for it", async () => {
    const { id, outputs } = await provider.create(about, inputs("a = 1\n"));
    assert.equal(id, `server1:${path}`);
    assert.equal(outputs.adopted, false);
    assert.equal(lab.text("server1", path), "a = 1\n");
    assert.equal(statSync(lab.path("server1", path)).mode & 0o777, 0o640);
    await provider.delete(about, inputs("a = 1\n"));
    assert.deepEqual(readdirSync(lab.path("server1", "/etc")), []);
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
    assert.deepEqual(readdirSync(lab.path("server1", "/run")), []);
  });

  it("goes back to the bytes that were there before", async () => {
    lab.write("server1", path, "by hand\n");
    await provider.create(about, inputs("ours\n"));
    await provider.update(about, {}, {}, inputs("ours again\n"));
    assert.equal(lab.text("server1", path), "ours again\n");
    await provider.delete(about, inputs("ours again\n"));
    assert.equal(lab.text("server1", path), "by hand\n");
    assert.equal(statSync(lab.path("server1", path)).mode & 0o777, 0o644);
  });

  it("stays on delete where it was there just as wanted", async () => {
    lab.write("server1", path, "same\n");
    const { outputs } = await provider.create(about, inputs("same\n", { mode: "0644" }));
    assert.equal(outputs.adopted, true);
    await provider.delete(about, inputs("same\n", { mode: "0644" }));
    assert.equal(lab.text("server1", path), "same\n");
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("keeps the first pre-image when a create is repeated after an interruption", async () => {
    lab.write("server1", path, "before us\n");
    await provider.create(about, inputs("first\n"));
    await provider.create(about, inputs("second\n"));
    await provider.delete(about, inputs("second\n"));
    assert.equal(lab.text("server1", path), "before us\n");
  });

  it("is read as it is on the host", async () => {
    await provider.create(about, inputs("wanted\n"));
    lab.write("server1", path, "edited by hand\n");
    const state = await provider.read(about, inputs("wanted\n"), {});
    assert.equal(state?.inputs.content, "edited by hand\n");
    assert.equal(state.inputs.mode, "0640");
  });

  it("is there but without content when it was deleted by hand, so that an update heals it", async () => {
    await provider.create(about, inputs("wanted\n"));
    rmSync(lab.path("server1", path));
    const state = await provider.read(about, inputs("wanted\n"), {});
    assert.equal(state?.inputs.content, undefined);
    await provider.update(about, {}, {}, inputs("wanted\n"));
    assert.equal(lab.text("server1", path), "wanted\n");
  });

  it("is gone when the host's journal does not know it", async () => {
    lab.write("server1", path, "somebody's\n");
    assert.equal(await provider.read(about, inputs("wanted\n"), {}), undefined);
  });

  it("is refused to a second stack, by the first one's name", async () => {
    await provider.create(about, inputs("lab's\n"));
    const other = subject("File", "conf", "", "ocp1");
    await assert.rejects(provider.create(other, inputs("ocp1's\n")), {
      message: `server1: ${path} belongs to stack lab of project ocplab (${about.urn}); take it away there first, or choose another`,
    });
    await provider.delete({ ...other, id: about.id }, inputs("ocp1's\n"));
    assert.equal(lab.text("server1", path), "lab's\n");
  });

  it("outlives the delete of its old name when its resource is renamed", async () => {
    await provider.create(about, inputs("kept\n"));
    await provider.create(subject("File", "renamed"), inputs("kept\n"));
    await provider.delete(about, inputs("kept\n"));
    assert.equal(lab.text("server1", path), "kept\n");
    await provider.delete(subject("File", "renamed", about.id), inputs("kept\n"));
    assert.equal(existsSync(lab.path("server1", path)), false);
  });

  it("is not written through a symbolic link", async () => {
    lab.write("server1", "/etc/app/target", "untouched\n");
    symlinkSync("target", lab.path("server1", path));
    await assert.rejects(provider.create(about, inputs("x\n")), {
      message: `server1: ${path} is a symbolic link: nothing is written there; move it away or choose another path`,
    });
    assert.equal(lab.text("server1", "/etc/app/target"), "untouched\n");
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("leaves folders in which somebody else has put something", async () => {
    await provider.create(about, inputs("x\n"));
    lab.write("server1", "/etc/app/other.conf", "not ours\n");
    await provider.delete(about, inputs("x\n"));
    assert.deepEqual(readdirSync(lab.path("server1", "/etc/app")), ["other.conf"]);
  });

  it("names an owner that the host does not have", async () => {
    await assert.rejects(provider.create(about, inputs("x\n", { owner: "nobody-at-all" })), {
      message: "server1: there is no user nobody-at-all; make it first or name another",
    });
  });
});
