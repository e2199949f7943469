import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

interface Seen {
  readonly sent: number;
  readonly lost: number;
}

/** Three restarts of a real dnsmasq under questions. */
function restarts(how: "held" | "plain"): Seen {
  const agent = join(__dirname, "../../provider/agent");
  const argv = ["--net", "/usr/bin/python3", join(__dirname, "restart.py"), agent, how];
  return JSON.parse(execFileSync("unshare", argv, { encoding: "utf8" })) as Seen;
}

describe("questions of DNS while dnsmasq is restarted", () => {
  it("are held, and all of them answered", () => {
    const { sent, lost } = restarts("held");
    assert.ok(sent > 200, String(sent));
    assert.equal(lost, 0);
  });

  it("would be lost otherwise", () => {
    assert.ok(restarts("plain").lost > 20);
  });
});
