import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { FakeLab, subject } from "./fakeLab.ts";
import { FakeSystemd } from "./fakeSystemd.ts";

const about = subject("Service", "app", "server1:app.service");

describe("a service on a host", () => {
  let lab: FakeLab;
  let systemd: FakeSystemd;
  let provider: Labhost;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    systemd = new FakeSystemd(lab);
    systemd.unit("app.service", { enabled: "disabled", active: "inactive" });
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    lab.dispose();
  });

  function inputs(more: Values = {}): Values {
    return { host: "server1", unit: "app.service", enabled: true, active: true, ...more };
  }

  it("is enabled and started, and returns to what it was", async () => {
    await provider.create(about, inputs());
    assert.deepEqual(systemd.state("app.service"), { enabled: "enabled", active: "active" });
    await provider.delete(about, inputs());
    assert.deepEqual(systemd.state("app.service"), { enabled: "disabled", active: "inactive" });
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("is left as it was where it already was as wanted", async () => {
    systemd.unit("app.service", { enabled: "enabled", active: "active" });
    const { outputs } = await provider.create(about, inputs());
    assert.equal(outputs.adopted, true);
    await provider.delete(about, inputs());
    assert.deepEqual(systemd.asked(), []);
  });

  it("shows as stopped when it was stopped by hand", async () => {
    await provider.create(about, inputs());
    systemd.unit("app.service", { enabled: "enabled", active: "inactive" });
    const state = await provider.read(about, inputs(), {});
    assert.deepEqual(state?.inputs, inputs({ active: false }));
  });

  it("is only watched for what the program sets", async () => {
    const partly = { host: "server1", unit: "app.service", enabled: true };
    await provider.create(about, partly);
    assert.deepEqual(systemd.asked(), ["enable app.service"]);
    const state = await provider.read(about, partly, {});
    assert.equal(state?.inputs.active, undefined);
    await provider.delete(about, partly);
    assert.deepEqual(systemd.asked(), ["disable app.service"]);
  });

  it("takes a unit that cannot be enabled as it is", async () => {
    systemd.unit("app.service", { enabled: "static", active: "active" });
    await provider.create(about, inputs());
    assert.deepEqual(systemd.asked(), []);
    assert.deepEqual((await provider.read(about, inputs(), {}))?.inputs, inputs());
  });

  it("names a unit that is not there", async () => {
    await assert.rejects(provider.create(about, inputs({ unit: "ap.service" })), {
      message: "server1: there is no unit ap.service; install what brings it, or correct the name",
    });
  });

  it("tells how to go on where the unit is masked", async () => {
    systemd.unit("app.service", { enabled: "masked", active: "inactive" });
    await assert.rejects(provider.create(about, inputs()), {
      message:
        "server1: app.service is masked; if it may run, unmask it: systemctl unmask app.service",
    });
  });

  it("fails with the unit's last words, and leaves it as it was", async () => {
    systemd.unit("app.service", { enabled: "disabled", active: "inactive" }, "false");
    await assert.rejects(provider.create(about, inputs()), {
      message: "server1: app.service does not start: bad option at line 3",
    });
    assert.equal(systemd.state("app.service").enabled, "disabled");
    assert.equal(existsSync(lab.path("server1", "/var/lib/ocplab")), false);
  });

  it("names who holds its port where that keeps it from starting", async () => {
    systemd.unit("ocplab-dnsmasq.service", { enabled: "disabled", active: "inactive" }, "false");
    const words =
      "dnsmasq: failed to create listening socket for 192.0.2.1: Address already in use";
    lab.program("journalctl", `#!/bin/sh\necho "${words}"\n`);
    lab.program("ss", `#!/bin/sh\ncat <<E\n${listening}E\n`);
    const unit = "ocplab-dnsmasq.service";
    await assert.rejects(
      provider.create(subject("Service", "s"), { host: "server1", unit, active: true }),
      {
        message:
          `server1: ${unit} does not start: ${words}; port 53 of 0.0.0.0 is held by named (process 812); ` +
          "stop it there, or have it listen elsewhere",
      },
    );
  });
  const listening = `udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* users:(("named",pid=812,fd=6))
tcp LISTEN 0 10 0.0.0.0:53 0.0.0.0:* users:(("named",pid=812,fd=7))
tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=7,fd=3))
`;

  it("is not stopped while a guarded file is there, and names it", async () => {
    const guarded = inputs({ guardGlob: "/var/lib/ocplab/claims/*" });
    await provider.create(about, guarded);
    lab.write("server1", "/var/lib/ocplab/claims/ocp1", "{}");
    await assert.rejects(provider.delete(about, guarded), {
      message: "server1: app.service is not stopped, as it serves ocp1 (/var/lib/ocplab/claims/*)",
    });
    assert.equal(systemd.state("app.service").active, "active");
  });
});
