import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeGuest } from "../../box/guest.ts";

describe("the guests' disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "guest-"));
  const image = join(folder, "image");
  const copy = join(folder, "copy");

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("gets the box's key and a host key as an archive that the kernel unpacks", () => {
    const room = Buffer.concat([Buffer.from("ocplab-guest-keys\n"), Buffer.alloc(4096)]);
    writeFileSync(
      image,
      Buffer.concat([Buffer.alloc(512, "a"), room.subarray(0, 4096), Buffer.alloc(512, "z")]),
    );
    const known = writeGuest(image, copy, "ssh-ed25519 AAAA box\n");

    const disk = readFileSync(copy);
    assert.equal(disk.length, 512 + 4096 + 512);
    assert.equal(disk.subarray(0, 512).toString(), "a".repeat(512));
    assert.equal(disk.subarray(-512).toString(), "z".repeat(512));
    execFileSync("cpio", ["-i", "-d", "--quiet"], { cwd: folder, input: disk.subarray(512, -512) });
    assert.equal(
      readFileSync(join(folder, "root/.ssh/authorized_keys"), "utf8"),
      "ssh-ed25519 AAAA box\n",
    );

    const [type, key = ""] = known.split(" ");
    assert.equal(type, "ssh-ed25519");
    const open = Buffer.from(key, "base64").subarray(-32);
    assert.deepEqual(readFileSync(join(folder, "etc/dropbear/key")).subarray(-32), open);
  });

  it("is refused where the image has no room for keys", () => {
    writeFileSync(image, "no mark here");
    assert.throws(() => writeGuest(image, copy, "key"), /has no place for keys/);
  });
});
