import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { eachOnHost } from "./eachOnHost.ts";
import { account, type FakeLab, subject } from "./fakeLab.ts";

const path = "/var/lib/app/images";
const about = subject("Directory", "images", `server1:${path}`);

describe("a directory on a host", () => {
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("server1", (made) => ({ lab, provider } = made));

  function inputs(more: Values = {}): Values {
    const rest = { mode: "0711", owner: account, group: account, purge: false };
    return { host: "server1", path, ...rest, ...more };
  }

  function modeNow(): number {
    return statSync(lab.path("server1", path)).mode & 0o777;
  }

  it("is made, and taken away with the folders above it", async () => {
    await provider.create(about, inputs());
    assert.equal(modeNow(), 0o711);
    await provider.delete(about, inputs());
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
  });

  it("gets the mode back that it had before us", async () => {
    mkdirSync(lab.path("server1", path), { recursive: true });
    chmodSync(lab.path("server1", path), 0o750);
    await provider.create(about, inputs());
    assert.equal(modeNow(), 0o711);
    await provider.delete(about, inputs());
    assert.equal(modeNow(), 0o750);
  });

  it("stays, with a warning, while somebody's files are in it", async () => {
    await provider.create(about, inputs());
    lab.write("server1", `${path}/disk.qcow2`, "");
    await provider.delete(about, inputs());
    assert.deepEqual(lab.warnings, [`server1: ${path} stays: it is not empty (disk.qcow2)`]);
    assert.equal(existsSync(lab.path("server1", `${path}/disk.qcow2`)), true);
  });

  it("goes with what is in it when it may be purged", async () => {
    await provider.create(about, inputs({ purge: true }));
    lab.write("server1", `${path}/leases`, "");
    lab.write("server1", `${path}/deep/er`, "");
    await provider.delete(about, inputs({ purge: true }));
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
  });

  it("is not purged where it was there before us", async () => {
    lab.write("server1", `${path}/precious`, "");
    await provider.create(about, inputs({ purge: true }));
    await provider.delete(about, inputs({ purge: true }));
    assert.equal(existsSync(lab.path("server1", `${path}/precious`)), true);
  });

  it("counts as ours where it was made on the way to a file", async () => {
    const file = subject("File", "f", `server1:${path}/f`);
    const fileInputs = { ...inputs({ mode: "0644" }), path: `${path}/f`, content: "" };
    await provider.create(file, fileInputs);
    await provider.create(about, inputs());
    await provider.delete(file, fileInputs);
    assert.equal(existsSync(lab.path("server1", path)), true);
    await provider.delete(about, inputs());
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
  });

  it("shows a mode that was changed by hand", async () => {
    await provider.create(about, inputs());
    chmodSync(lab.path("server1", path), 0o777);
    assert.deepEqual((await provider.read(about, inputs(), {}))?.inputs, inputs({ mode: "0777" }));
  });
});
