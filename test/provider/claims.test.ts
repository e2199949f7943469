import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";

import type { Labhost } from "../../provider/labhost.ts";
import type { Subject } from "../../provider/server/plugin.ts";
import type { Values } from "../../provider/server/values.ts";
import { FakeLab, subject } from "./fakeLab.ts";
import { FakeSystemd } from "./fakeSystemd.ts";

const claims = "/var/lib/ocplab/claims";

describe("claims and gates", () => {
  let lab: FakeLab;
  let provider: Labhost;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("jumphost");
    lab.add("server1");
    lab.add("server2");
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    lab.dispose();
  });

  function gate(host: string): { about: Subject; inputs: Values } {
    return { about: subject("Gate", host, `${host}:foundation`), inputs: { host } };
  }

  function claim(host: string, cluster: string): { about: Subject; inputs: Values } {
    const about = subject("Claim", host, `${host}:${cluster}`, cluster);
    return { about, inputs: { host, cluster } };
  }

  async function create({ about, inputs }: ReturnType<typeof gate>): Promise<void> {
    await provider.create(about, inputs);
  }

  async function remove({ about, inputs }: ReturnType<typeof gate>): Promise<void> {
    await provider.delete(about, inputs);
  }

  it("leave nothing on a host when both are gone", async () => {
    await create(gate("server1"));
    await create(claim("server1", "ocp1"));
    assert.deepEqual(readdirSync(lab.path("server1", claims)), ["ocp1"]);
    await remove(claim("server1", "ocp1"));
    await remove(gate("server1"));
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
  });

  it("hold the foundation of a host while a cluster is on it", async () => {
    await create(gate("server1"));
    await create(claim("server1", "ocp1"));
    await create(claim("server1", "sno1"));
    await assert.rejects(remove(gate("server1")), {
      message:
        "server1: the foundation stays while clusters are on it: ocp1, sno1; " +
        "first: pulumi destroy -s ocp1 && pulumi destroy -s sno1",
    });
  });

  it("hold every server's foundation while any cluster is on the jumphost", async () => {
    await create(gate("server2"));
    await create(claim("jumphost", "ocp1"));
    await assert.rejects(
      remove(gate("server2")),
      /^Error: jumphost: .*first: pulumi destroy -s ocp1$/,
    );
  });

  it("let a retired server go that no cluster is on", async () => {
    await create(gate("server2"));
    await create(claim("jumphost", "ocp1"));
    lab.change("server2", { retired: true });
    await remove(gate("server2"));
    assert.equal(existsSync(lab.path("server2", "/var/lib/ocplab")), false);
  });

  it("hold a retired server that a cluster is on", async () => {
    await create(gate("server2"));
    await create(claim("server2", "ocp1"));
    lab.change("server2", { retired: true });
    await assert.rejects(remove(gate("server2")), /server2: the foundation stays .* ocp1/);
  });

  it("are made again by an up when the claim's file was deleted by hand", async () => {
    const { about, inputs } = claim("server1", "ocp1");
    await provider.create(about, inputs);

    rmSync(lab.path("server1", `${claims}/ocp1`));
    assert.equal(await provider.read(about, inputs, {}), undefined);
    await provider.create(about, inputs);
    assert.deepEqual(readdirSync(lab.path("server1", claims)), ["ocp1"]);
  });

  it("warn of a unit that the cluster needs and that does not run", async () => {
    const systemd = new FakeSystemd(lab);
    systemd.unit("libvirtd.socket", { enabled: "enabled", active: "inactive" });
    systemd.unit("ocplab-dnsmasq.service", { enabled: "enabled", active: "active" });
    const { about, inputs } = claim("server1", "ocp1");
    const needs = ["libvirtd.socket", "ocplab-dnsmasq.service"];
    await provider.create(about, { ...inputs, needs });
    const found = await provider.read(about, inputs, {});
    assert.deepEqual(found?.inputs, { ...inputs, needs });
    assert.deepEqual(lab.warnings, [
      "server1: libvirtd.socket does not run, and clusters here need it; next: pulumi up -s lab",
    ]);
  });

  /** What a preview says of the cluster while ocplab-install has these notes of it. */
  async function saidOfInstall(notes: Readonly<Record<string, object>>): Promise<string[]> {
    const { about, inputs } = claim("jumphost", "sno1");
    await provider.create(about, inputs);
    for (const [hash, note] of Object.entries(notes)) {
      lab.write("jumphost", `/var/lib/ocplab/installs/sno1/${hash}.json`, JSON.stringify(note));
    }
    const found = await provider.read(about, inputs, {});
    assert.deepEqual(found?.inputs, { ...inputs, needs: [] });
    return lab.warnings;
  }
  const started = Date.UTC(2026, 10, 24, 15, 4) / 1000;
  const failed = { state: "failed", exit: 1, started };

  it("say nothing of an install that succeeded, whatever came before it", async () => {
    const said = await saidOfInstall({
      aaaaaaaa: { ...failed, started: started - 1 },
      bbbbbbbb: { state: "succeeded", started },
    });
    assert.deepEqual(said, []);
  });

  it("say of an install that failed on the machines that they stay, and what begins anew", async () => {
    assert.deepEqual(
      await saidOfInstall({ aaaaaaaa: { ...failed, stage: "install", needsEmptyDisks: true } }),
      [
        "jumphost: the install of sno1 has failed in stage install (dci-pipeline ended with 1); its machines are as it left them, and an up begins none on written disks; next: ./ocplab reinstall sno1",
      ],
    );
  });

  it("say of an install that failed before the machines that an up begins it anew", async () => {
    assert.deepEqual(
      await saidOfInstall({ aaaaaaaa: { ...failed, stage: "pre", needsEmptyDisks: true } }),
      [
        "jumphost: the install of sno1 has failed in stage pre (dci-pipeline ended with 1); its machines are as it left them, and an up begins it anew",
      ],
    );
  });

  it("tell an install that runs, which an up follows, from one that was cut off", async () => {
    const systemd = new FakeSystemd(lab);
    const unit = "ocplab-install-sno1.service";
    systemd.unit(unit, { enabled: "transient", active: "active" });
    const running = { aaaaaaaa: { state: "running", started } };
    assert.deepEqual(await saidOfInstall(running), [
      "jumphost: the install of sno1 runs since 2026-11-24 15:04 UTC; an up follows it",
    ]);
    systemd.unit(unit, { enabled: "transient", active: "inactive" });
    lab.warnings.length = 0;
    assert.deepEqual(await saidOfInstall(running), [
      "jumphost: the install of sno1 was cut off: it was killed, or the jumphost went down; its machines are as it left them, and an up begins it anew",
    ]);
  });

  it("are refused to a second stack that names the same cluster", async () => {
    await create(claim("server1", "ocp1"));
    const other = subject("Claim", "server1", "server1:ocp1", "other");
    await assert.rejects(
      provider.create(other, { host: "server1", cluster: "ocp1" }),
      /server1: the claim of cluster ocp1 belongs to stack ocp1 of project ocplab/,
    );
  });
});
