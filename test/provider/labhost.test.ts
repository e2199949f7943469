import assert from "node:assert/strict";

import { Labhost } from "../../provider/labhost.ts";
import { Engine, secret, unknown } from "./engine.ts";
import type { Wire } from "./engine.ts";
import { account, FakeLab, subject } from "./fakeLab.ts";

const { urn } = subject("File", "conf");
const path = "/etc/app.conf";
const id = `server1:${path}`;

describe("the labhost provider, as the engine calls it", () => {
  let lab: FakeLab;
  let engine: Engine;

  beforeEach(async () => {
    lab = new FakeLab();
    lab.add("server1");
    engine = await Engine.start((log) => new Labhost(log, () => lab.hosts()));
    await engine.configure({});
  });

  afterEach(async () => {
    await engine.cancel();
    engine.stop();
    lab.dispose();
  });

  function inputs(content: Wire[string], more: Wire = {}): Wire {
    const rest = { mode: "0644", owner: account, group: account };
    return { host: "server1", path, content, ...rest, ...more };
  }

  it("fills in the defaults", async () => {
    const { inputs: checked, failures } = await engine.check(urn, {
      host: "server1",
      path,
      content: "",
    });
    assert.deepEqual(failures, []);
    const rest = { mode: "0644", owner: "root", group: "root" };
    assert.deepEqual(checked, { host: "server1", path, content: "", ...rest });
  });

  it("tells all that is wrong with the inputs at once", async () => {
    const { failures } = await engine.check(urn, {
      host: "Server 1",
      path: "/etc/../shadow",
      mode: "rw",
      contents: "x",
      onChange: { unit: "a.service", verb: "kick" },
    });
    assert.deepEqual(failures, [
      "host: host must be a host's name in the lab file",
      "path: path must be an absolute path without . and .. in it",
      "content: content is missing",
      'mode: mode must be four octal digits, as in "0644"',
      "onChange: onChange: verb must be one of reload, restart",
      "contents: contents is no property here; there are host, path, content, mode, owner, group, check, onChange",
    ]);
  });

  it("keeps shell, dnsmasq and path metacharacters out of what must be a name", async () => {
    for (const bad of ["$(touch x)", "a;reboot", "a\nb", "a b", "../x", "", "ä"]) {
      const unit = await engine.check(subject("Service", "s").urn, {
        host: "server1",
        unit: `${bad}.service`,
      });
      const claim = await engine.check(subject("Claim", "c").urn, {
        host: "server1",
        cluster: bad,
      });
      const packages = await engine.check(subject("Packages", "p").urn, {
        host: "server1",
        debian: [bad],
      });
      const bridge = await engine.check(subject("Bridge", "b").urn, { host: "server1", port: bad });
      for (const { failures } of [unit, claim, packages, bridge])
        assert.equal(failures.length, 1, bad);
    }
  });

  it("keeps what a preview does not know, and does not judge it", async () => {
    const { inputs: checked, failures } = await engine.check(urn, inputs(unknown));
    assert.deepEqual(failures, []);
    assert.equal(checked.content, unknown);
  });

  it("tells each changed property, and what replaces", async () => {
    const diff = await engine.diff(urn, inputs("a"), inputs("b", { path: "/etc/new.conf" }));
    assert.deepEqual(diff.diffsList, ["path", "content"]);
    assert.deepEqual(diff.replacesList, ["path"]);
    assert.equal(diff.deletebeforereplace, true);
    assert.deepEqual(diff.detaileddiffMap.sort().reverse(), [
      ["path", { kind: 5, inputdiff: true }],
      ["content", { kind: 4, inputdiff: true }],
    ]);
  });

  it("sees no difference between equal inputs, secret or not", async () => {
    const diff = await engine.diff(urn, inputs(secret("a")), inputs("a"));
    assert.deepEqual([diff.changes, diff.diffsList], [1, []]);
  });

  it("touches no host in a preview", async () => {
    const { id: none, outputs } = await engine.create(urn, inputs("a"), true);
    assert.deepEqual([none, outputs], ["", inputs("a")]);
    assert.deepEqual(await engine.update(urn, id, inputs("a"), inputs("b"), true), inputs("b"));
    assert.equal(lab.connections(), 0);
  });

  it("keeps a secret a secret in all that it answers", async () => {
    const wanted = inputs(secret("s3cret"));
    assert.deepEqual((await engine.check(urn, wanted)).inputs.content, secret("s3cret"));
    const created = await engine.create(urn, wanted);
    assert.deepEqual(created.outputs, { ...wanted, adopted: false });
    const read = await engine.read(urn, id, wanted, created.outputs);
    assert.deepEqual([read.inputs, read.outputs], [wanted, created.outputs]);
    const updated = await engine.update(urn, id, created.outputs, inputs(secret("other")));
    assert.deepEqual(updated.content, secret("other"));
    assert.equal(lab.text("server1", path), "other");
  });

  it("answers a read of a gone object with no id", async () => {
    assert.equal((await engine.read(urn, id, inputs("a"), inputs("a"))).id, "");
  });

  it("says once that a host was not compared, and answers with the old state", async () => {
    lab.add("down", "echo 'ssh: connect to host x: Connection refused' >&2; exit 255");
    for (const name of ["a", "b", "c"]) {
      const about = subject("File", name).urn;
      const olds = inputs(name, { host: "down" });
      const read = await engine.read(about, `down:/etc/${name}`, olds, olds);
      assert.deepEqual(read, { id: `down:/etc/${name}`, inputs: olds, outputs: olds });
    }
    assert.deepEqual(engine.log, [
      "down: not compared: cannot be reached at 192.0.2.12: connect to host x: Connection refused",
    ]);
    await assert.rejects(
      engine.update(urn, "down:/etc/a", inputs("a"), inputs("b", { host: "down" })),
      {
        message: "down: cannot be reached at 192.0.2.12: connect to host x: Connection refused",
      },
    );
  });

  it("says once that the lab file cannot be read, and fails to write with the reason", async () => {
    lab.fault = new Error("lab.yaml:3:1: servers: must be a mapping");
    await engine.read(urn, id, inputs("a"), inputs("a"));
    await engine.read(subject("File", "b").urn, id, inputs("a"), inputs("a"));
    assert.deepEqual(engine.log, ["not compared: lab.yaml:3:1: servers: must be a mapping"]);
    await assert.rejects(engine.create(urn, inputs("a")), {
      message: "lab.yaml:3:1: servers: must be a mapping",
    });
  });

  it("tells the ways out where a host has left the lab file", async () => {
    await engine.create(urn, inputs("a"));
    lab.remove("server1");
    await assert.rejects(engine.delete(urn, id, inputs("a")), {
      message: `server1: it is not in lab.yaml any more, so nothing can be taken off it; put it back with "retired: true" and run again, or, if it is gone for good: pulumi state delete '${urn}'`,
    });
    assert.deepEqual(await engine.read(urn, id, inputs("a"), inputs("a")), {
      id,
      inputs: inputs("a"),
      outputs: inputs("a"),
    });
    assert.deepEqual(engine.log, ["server1: not compared: it is not in lab.yaml"]);
  });

  it("reads all objects of a host in one round trip over one connection", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `f${String(index)}`);
    const about = (name: string): [string, string, Wire] => [
      subject("File", name).urn,
      `server1:/etc/${name}`,
      inputs(name, { path: `/etc/${name}` }),
    ];
    for (const name of names) await engine.create(about(name)[0], about(name)[2]);
    const second = await Engine.start((log) => new Labhost(log, () => lab.hosts()));
    await second.configure({});
    lab.events.length = 0;
    for (const name of names) {
      const [of, at, wanted] = about(name);
      assert.deepEqual((await second.read(of, at, wanted, wanted)).inputs, wanted);
    }
    await second.cancel();
    second.stop();
    assert.deepEqual(
      lab.events.map((event) => (event.event === "trip" ? event.requests : event.event)),
      ["connect", { readAll: 1 }],
    );
  });

  it("takes no part in a type that it does not have", async () => {
    await assert.rejects(
      engine.check(subject("Fiel", "x").urn, {}),
      /^Error: labhost has no labhost:index:Fiel; it has /,
    );
  });
});
