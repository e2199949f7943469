import assert from "node:assert/strict";

import { cannotLogIn } from "../../../cli/engine/lastLogin.ts";

const handshake = "failed to connect to remote host '192.0.2.11': ssh: handshake failed";

describe("whether libvirt's provider could not log in", () => {
  for (const reason of [
    "could not configure SSH authentication methods",
    "failed to read ssh known hosts: open .state/known_hosts.d/server1: no such file or directory",
    `${handshake}: knownhosts: key mismatch`,
    `${handshake}: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain`,
  ]) {
    it(`is told by: ${reason}`, () => {
      assert.ok(cannotLogIn(`    error: Preview failed: failed to connect: ${reason}: \n`));
    });
  }

  for (const reason of [
    "failed to connect to remote host '192.0.2.11': dial tcp 192.0.2.11:22: i/o timeout",
    "failed to connect to libvirt on the remote host: ssh: rejected: connect failed",
  ]) {
    it(`is not told by: ${reason}`, () => {
      assert.ok(!cannotLogIn(`    error: failed to connect: ${reason}\n`));
    });
  }
});
