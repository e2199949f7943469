import assert from "node:assert/strict";
import { hostname } from "node:os";

import { lockHolders, lockMessage } from "../../../cli/engine/lock.ts";

const embedded =
  "file:///lab/.state/.pulumi/locks/organization/ocplab/ocp1/b0e750c9.json?no_tmp_dir=true";
/** Other backends, as Pulumi names a lock in them. */
const others = [
  "s3://lab/.pulumi/locks/organization/ocplab/ocp1/2cbccace.json?endpoint=http%3A%2F%2F127.0.0.1%3A15055&s3ForcePathStyle=true",
  "postgres://****:****@127.0.0.1:15432/postgres/.pulumi/locks/organization/ocplab/ocp1/99528716.json?sslmode=disable",
];

/** As Pulumi 3.259 prints it. */
function refusal(who: string, pid: number, url = embedded): string {
  return `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  ${url}: created by ${who} (pid ${String(pid)}) at 2026-11-24T11:55:52Z
`;
}

const now = new Date("2026-11-24T12:07:52Z");

function message(who: string, pid: number): string {
  return lockMessage("ocp1", lockHolders(refusal(who, pid)), now);
}

describe("a locked stack", () => {
  it("says who holds it, where and since when, and what to do", () => {
    assert.equal(
      message("anna@controller9", 812),
      "is locked by anna@controller9 (pid 812) since 2026-11-24 11:55 UTC, 12 min ago; " +
        "wait for its end, or end it there (where it is gone: pulumi cancel -s ocp1)",
    );
  });

  it("is known by whatever backend holds the state", () => {
    for (const url of others) {
      const [holder] = lockHolders(refusal("anna@controller9", 812, url));
      assert.deepEqual([holder?.who, holder?.pid], ["anna@controller9", 812]);
    }
  });

  it("says of a process of this machine that it is gone", () => {
    assert.match(
      message(`anna@${hostname()}`, 2 ** 22 + 1),
      /which is gone; .*pulumi cancel -s ocp1/,
    );
    assert.match(message(`anna@${hostname()}`, process.pid), /wait for its end/);
  });

  it("takes nothing else for a lock", () => {
    assert.deepEqual(lockHolders("error: created by anna@x (pid 1) at 2026-11-24T11:55:52Z"), []);
  });
});
