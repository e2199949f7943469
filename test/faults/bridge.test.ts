import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

import { cut, uncut } from "../../box/fault.ts";
import type { Labhost } from "../../provider/labhost.ts";
import { BoxLab, bridge, wanted } from "../provider/box/boxLab.ts";
import { deafOn, network } from "../provider/box/bridgeScripts.ts";
import { dhcpServer, rightProfile, toDhcp } from "../provider/box/profiles.ts";
import { Observer } from "../provider/box/observer.ts";
import { tell } from "./figures.ts";

interface Case {
  readonly what: string;
  /** sh on the server, once the network is changed and the server is not reached by the bridge. */
  readonly fault: string;
  /** sh on the server, when the old network is back. */
  readonly mend?: string;
  /** Longest time that the server may be without its network. */
  readonly atMost: number;
}

const killWorker = "systemctl kill -s KILL ocplab-bridge-br0.service";
const stopWorker = "systemctl kill -s STOP ocplab-bridge-br0.service";
const killManager = "kill -KILL $(pidof NetworkManager)";
const stopManager = "kill -STOP $(pidof NetworkManager)";

const cases: readonly Case[] = [
  { what: "nothing else goes wrong", fault: "true", atMost: 30 },
  { what: "the worker is killed", fault: killWorker, atMost: 15 },
  { what: "NetworkManager is killed", fault: killManager, atMost: 40 },
  { what: "NetworkManager hangs", fault: stopManager, atMost: 45 },
  {
    what: "worker and NetworkManager are killed",
    fault: `${killManager}; ${killWorker}`,
    atMost: 20,
  },
  {
    what: "the worker is killed and NetworkManager hangs",
    fault: `${stopManager}; ${killWorker}`,
    atMost: 25,
  },
  { what: "the worker hangs", fault: stopWorker, atMost: 90 },
  {
    what: "the worker hangs and NetworkManager is killed",
    fault: `${stopWorker}; ${killManager}`,
    atMost: 110,
  },
  { what: "both hang", fault: `${stopWorker}; ${stopManager}`, atMost: 110 },
  {
    what: "NetworkManager dies and never comes back",
    fault: `systemctl mask --runtime --quiet NetworkManager; ${killManager}; ${killWorker}`,
    mend: "systemctl unmask --runtime --quiet NetworkManager; systemctl start NetworkManager; nm-online -q -t 20; nmcli -w 15 connection up host0",
    atMost: 25,
  },
];

describe("a change of a server's network that goes wrong", function () {
  this.timeout(240_000);
  const lab = new BoxLab();
  let provider: Labhost;
  let untouched: string;

  before(async () => {
    await lab.up();
    untouched = await lab.sh("server1", network);
  });

  after(() => lab.down());

  beforeEach(() => {
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  async function assertAsBefore(): Promise<void> {
    await lab.until("server1", `! systemctl list-units --plain --no-legend 'ocplab-*' | grep -q .`);
    await lab.assertAsBefore(untouched);
  }

  /** Runs a change that is not proved, with a fault in its window; the host itself must undo it. */
  async function unproved(change: () => Promise<unknown>, deaf: string, one: Case): Promise<void> {
    await lab.sh("server1", deafOn(deaf));
    const observer = new Observer(lab.place, "192.0.2.11", 50);
    const failed = assert.rejects(change(), /^Error: server1: .*/);
    await lab.until("server1", `grep -q applied /run/ocplab/bridge-br0/state.json`);
    await lab.sh("server1", one.fault);
    await failed;
    const { unreachableSeconds } = await observer.stop();
    tell("Network", one.what, `${unreachableSeconds.toFixed(1)} s unreachable`);
    await lab.sh("server1", `nft delete table inet test; ${one.mend ?? "true"}`);
    assert.ok(unreachableSeconds > 0 && unreachableSeconds <= one.atMost, "too long");
  }

  for (const one of cases) {
    it(`returns to the old network where ${one.what}`, async () => {
      await unproved(() => provider.create(bridge, wanted), "br0", one);
      await assertAsBefore();
    });
  }

  describe("that takes a bridge away", () => {
    let bridged: string;

    before(async () => {
      const provider = lab.provider();
      await provider.create(bridge, wanted);
      await provider.cancel();
      bridged = await lab.sh("server1", network);
    });

    // without a NetworkManager that comes back, or with one that acts in time, it is as above
    const left = [1, 2, 3, 4, 5, 8].flatMap((index) => cases[index] ?? []);
    for (const one of left) {
      it(`returns to the bridge where ${one.what}`, async () => {
        await unproved(() => provider.delete(bridge, wanted), "host0", one);
        await lab.until(
          "server1",
          `! systemctl list-units --plain --no-legend 'ocplab-*' | grep -q .`,
        );
        assert.equal(await lab.sh("server1", network), bridged);
      });
    }

    after(async () => {
      const provider = lab.provider();
      await provider.delete(bridge, wanted);
      await provider.cancel();
      await assertAsBefore();
    });
  });

  it("returns to the old network where the cable is cut, and goes on when it is mended", async () => {
    const failed = assert.rejects(
      provider.create(bridge, wanted),
      /did not hold: no new connection/,
    );
    await lab.until("server1", "test -d /sys/class/net/br0");
    await cut(lab.place, "server1");
    await lab.until("server1", "grep -q restored /run/ocplab/bridge-br0/state.json", 45);
    await uncut(lab.place, "server1");
    await failed;
    await assertAsBefore();
    // the next run
    await provider.cancel();
    provider = lab.provider();
    await provider.create(bridge, wanted);
    await provider.delete(bridge, wanted);
    await assertAsBefore();
  });

  it("returns to an address from DHCP without NetworkManager's help", async () => {
    const mac = (await lab.sh("server1", "cat /sys/class/net/host0/address")).trim();
    await lab.sh("jumphost", dhcpServer(mac));
    await lab.sh("server1", toDhcp);
    const fromDhcp = await lab.sh("server1", network);
    const fault = `${stopManager}; ${killWorker}`;
    const one = { what: "with DHCP, NetworkManager hangs", fault, atMost: 25 };
    await unproved(() => provider.create(bridge, wanted), "br0", one);
    assert.equal(await lab.sh("server1", network), fromDhcp);
    await lab.sh("server1", rightProfile);
    await lab.sh("jumphost", "kill $(cat /run/test-dhcp.pid)");
    await assertAsBefore();
  });

  it("comes up bridged where the power is cut just after the commit", async () => {
    await provider.create(bridge, wanted);
    await lab.kill("server1");
    await lab.start("server1");
    assert.equal(await lab.sh("server1", "ls /sys/class/net/br0/brif"), "host0\n");
    await provider.cancel();
    provider = lab.provider();
    assert.deepEqual((await provider.read(bridge, wanted, {}))?.inputs, wanted);
    await provider.delete(bridge, wanted);
    await assertAsBefore();
  });

  it("returns to the old network where the controller is killed", async () => {
    await lab.sh("server1", deafOn("br0"));
    const observer = new Observer(lab.place, "192.0.2.11", 50);
    const controller = killable(lab);
    await lab.until("server1", "grep -q applied /run/ocplab/bridge-br0/state.json", 20);
    controller.kill("SIGKILL");
    await once(controller, "close");
    await lab.until("server1", "grep -q restored /run/ocplab/bridge-br0/state.json", 45);
    const { unreachableSeconds } = await observer.stop();
    tell("Network", "the controller is killed", `${unreachableSeconds.toFixed(1)} s unreachable`);
    assert.ok(unreachableSeconds <= 30);
    await lab.sh("server1", "nft delete table inet test");
    await provider.create(bridge, wanted);
    await provider.delete(bridge, wanted);
    await assertAsBefore();
  });
});

/** A controller in a process of its own, that makes the bridge. */
function killable(lab: BoxLab): ReturnType<typeof spawn> {
  const program = `
    const { Hosts } = require("./provider/host/hosts.ts");
    const { Labhost } = require("./provider/labhost.ts");
    const [target, bridge, wanted] = process.argv.slice(1).map((one) => JSON.parse(one));
    const directory = { source: "", find: async () => target, jumphost: async () => "", names: async () => [] };
    const labhost = new Labhost({ warn() {}, status() {} }, () => new Hosts(directory));
    labhost.configure();
    void labhost.create(bridge, wanted);`;
  const values = [lab.target("server1"), bridge, wanted].map((one) => JSON.stringify(one));
  return spawn(process.execPath, ["--require", "./load/register.cjs", "-e", program, ...values]);
}
