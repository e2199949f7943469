import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import { BoxLab, bridge, wanted } from "./boxLab.ts";
import { network } from "./bridgeScripts.ts";

const second = { ...wanted, port: "eth7" };

describe("a bridge that cannot be made on a server of a box", () => {
  const lab = new BoxLab();
  let provider: Labhost;
  let untouched: string;

  before(async () => {
    await lab.up();
    await lab.sh("server1", secondNic);
    untouched = await lab.sh("server1", network);
  });

  after(() => lab.down());

  beforeEach(() => {
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    await lab.assertAsBefore(untouched);
  });

  const cases: readonly [
    why: string,
    before: string,
    after: string,
    inputs: object,
    said: RegExp,
  ][] = [
    [
      "says which NICs there are where there is none of that name",
      "true",
      "true",
      { ...wanted, port: "eno7" },
      /^server1: there is no NIC eno7 \(there are: eth7, host0, vp7\)$/,
    ],
    [
      "says that NetworkManager does not run",
      "systemctl stop NetworkManager",
      "systemctl start NetworkManager; nm-online -q -t 20",
      wanted,
      /^server1: NetworkManager does not run on it; start it: systemctl enable --now NetworkManager$/,
    ],
    [
      "says that NetworkManager does not answer",
      "kill -STOP $(pidof NetworkManager)",
      "kill -CONT $(pidof NetworkManager)",
      wanted,
      /^server1: NetworkManager runs on it but does not answer \(GetAll of .* failed: .*timed out\)$/i,
    ],
    [
      "says that NetworkManager does not manage the NIC",
      "nmcli device set eth7 managed no",
      "nmcli device set eth7 managed yes; nmcli connection up eth7",
      second,
      /^server1: NetworkManager does not manage eth7; let it: nmcli device set eth7 managed yes$/,
    ],
    [
      "says that the NIC is a port of another bridge",
      "ip link add br9 type bridge; ip link set eth7 master br9",
      "ip link delete br9; nmcli connection up eth7",
      second,
      /^server1: eth7 is a port of br9 already; take it out there, or name another NIC$/,
    ],
    [
      "says what stands on the NIC",
      "ip link add link eth7 name mac7 type macvlan",
      "ip link delete mac7",
      second,
      /^server1: eth7 carries mac7; only a NIC that nothing else stands on can become a port/,
    ],
    [
      "says that the network of the NIC is in no file",
      "nmcli connection down eth7; nmcli -t connection add save no type ethernet con-name t7 ifname eth7 ipv4.method disabled ipv6.method disabled; nmcli connection up t7",
      "nmcli connection delete t7; nmcli connection up eth7",
      second,
      /^server1: the network of eth7 is not saved as a profile, so there is nothing to return to/,
    ],
    [
      "says that somebody else's change is under way",
      "busctl call org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager CheckpointCreate aouu 0 60 0",
      "busctl call org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager CheckpointDestroy o /",
      wanted,
      /^server1: somebody else is changing its network \(NetworkManager has a checkpoint/,
    ],
    [
      "says that something else has the bridge's name",
      "ip link add br0 type dummy || ip link add br0 type veth peer br0p",
      "ip link delete br0",
      wanted,
      /^server1: there is a bridge br0 already that is not as wanted: it is no bridge; change it by hand/,
    ],
  ];

  for (const [why, before, after, inputs, said] of cases) {
    it(`${why}, and changes nothing`, async () => {
      await lab.sh("server1", before);
      try {
        await assert.rejects(provider.create(bridge, { ...inputs }), ({ message }: Error) => {
          assert.match(message, said);
          return true;
        });
      } finally {
        await lab.sh("server1", after);
      }
    });
  }
});

const secondNic = `
nmcli -t connection add type ethernet con-name eth7 ifname eth7 ipv4.method disabled ipv6.method disabled >/dev/null
ip link add eth7 type veth peer vp7; ip link set vp7 up; nmcli -w 15 connection up eth7 >/dev/null`;
