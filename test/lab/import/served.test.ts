import assert from "node:assert/strict";

import type { FoundFile } from "../../../lab/import/facts.ts";
import { leaseTimeOf, reservationOf } from "../../../lab/import/reservation.ts";
import { servedBy } from "../../../lab/import/served.ts";

function conf(text: string): FoundFile {
  return { path: "/etc/dnsmasq.conf", kind: "conf", text };
}

describe("reading dnsmasq's files", () => {
  it("takes a reservation in any of its forms, and none that is for more than one MAC", () => {
    const read = (text: string): unknown[] => {
      const lease = reservationOf({ text, place: "x:1" });
      return lease ? [lease.mac, lease.address, lease.name, lease.leaseTime] : [];
    };
    const mac = "52:54:00:00:02:01";
    assert.deepEqual(read(`${mac},192.0.2.1,m0,infinite`), [mac, "192.0.2.1", "m0", "infinite"]);
    assert.deepEqual(read(`m0,set:a,${mac},192.0.2.1`), [mac, "192.0.2.1", "m0", undefined]);
    assert.deepEqual(read("52:54:0:0:2:1,id:*,192.0.2.1"), [
      ...[mac, "192.0.2.1", undefined, undefined],
    ]);
    assert.deepEqual(read(`${mac},192.0.2.1,[fd00::1],m0,45m`), [mac, "192.0.2.1", "m0", "45m"]);
    for (const other of [`${mac},ignore`, `${mac},52:54:00:00:02:02,m0`, "id:01,192.0.2.1"]) {
      assert.deepEqual(read(other), []);
    }
  });

  it("takes lease times that the lab file can have, by their value", () => {
    const words = ["3600", "86400", "1w", "2d", "90m", "45", "infinite", "master-0"];
    assert.deepEqual(words.map(leaseTimeOf), [
      ...["1h", "24h", "7d", "2d", "90m", undefined, "infinite", undefined],
    ]);
  });

  it("takes options by name or number, with old tags and new ones", () => {
    const { options, ranges } = servedBy("h", [
      conf(
        "dhcp-option=3,192.0.2.1\ndhcp-option=tag:a,option:ntp-server,192.0.2.2,192.0.2.3\n" +
          "dhcp-option=a,option:ntp-server,192.0.2.2\ndhcp-range=set:a,192.0.2.5,192.0.2.9,12h\n" +
          "dhcp-range=192.0.2.0,static,255.255.255.0,24h # only reserved ones",
      ),
    ]);
    assert.deepEqual(options.get("router"), ["192.0.2.1"]);
    assert.deepEqual(options.get("ntp-server"), ["192.0.2.2", "192.0.2.3"]);
    assert.deepEqual(
      ranges.map(({ first, last, leaseTime }) => [first, last, leaseTime]),
      [
        ["192.0.2.5", "192.0.2.9", "12h"],
        ["192.0.2.0", undefined, "24h"],
      ],
    );
  });

  it("knows names from records, wildcards and hosts files", () => {
    const hosts: FoundFile = {
      path: "/etc/hosts",
      kind: "hosts",
      text: "127.0.0.1 localhost\n192.0.2.7 A.example.com a # x\n::1 b\n",
    };
    const text =
      "host-record=c.example.com,c,192.0.2.8,fd00::8\naddress=/.apps.x.com/y.com/192.0.2.9\n";
    const { names } = servedBy("h", [conf(text), hosts]);
    assert.deepEqual(
      names.map(({ name, address, wildcard }) => [name, address, wildcard]),
      [
        ["apps.x.com", "192.0.2.9", true],
        ["y.com", "192.0.2.9", true],
        ["c.example.com", "192.0.2.8", false],
        ["c", "192.0.2.8", false],
        ["a.example.com", "192.0.2.7", false],
        ["a", "192.0.2.7", false],
      ],
    );
  });

  it("tells each line that a lab file has no words for, and no other", () => {
    const { told } = servedBy("h", [
      conf(
        "domain-needed\ncname=a,b\nserver=/corp.example.com/192.0.2.5\nserver=192.0.2.6\n" +
          "dhcp-option=option:tftp-server,192.0.2.7\ndhcp-ignore=tag:!known\naddress=/ads.example.com/\n",
      ),
    ]);
    assert.deepEqual(
      told.map(({ where }) => where),
      [2, 3, 5, 7].map((line) => `h: /etc/dnsmasq.conf:${String(line)}`),
    );
  });
});
