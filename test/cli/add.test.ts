import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { sampleLab } from "../lab/sampleLab.ts";

interface End {
  readonly code: number | null;
  readonly stdout: string;
  /** By lines. */
  readonly stderr: readonly string[];
}

describe("ocplab add and remove", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-add-"));
    writeFileSync(join(folder, "lab.yaml"), sampleLab);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function ocplab(...args: string[]): End {
    const options = { cwd: folder, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(resolve("ocplab"), args, options);
    return { code: status, stdout, stderr: stderr.split("\n").slice(0, -1) };
  }

  function lab(): string {
    return readFileSync(join(folder, "lab.yaml"), "utf8");
  }

  it("adds a cluster, prints a diff that patch takes, and says the next step", () => {
    copyFileSync(join(folder, "lab.yaml"), join(folder, "before"));
    const tried = ocplab("add", "cluster", "sno2", "--type", "sno", "--dry-run");
    assert.deepEqual([tried.code, tried.stderr], [0, ["nothing is written (--dry-run)"]]);
    assert.equal(lab(), sampleLab);

    const { code, stdout, stderr } = ocplab("add", "cluster", "sno2", "--type", "sno");
    assert.deepEqual(stderr, ["cluster sno2 is now in lab.yaml. Next:", "  ./ocplab preview sno2"]);
    assert.equal(code, 0);
    assert.equal(stdout, tried.stdout);
    assert.equal(
      lab(),
      `${sampleLab}  sno2:\n    type: sno\n    id: 1\n    server: server2\n    firstAddress: 192.0.2.2\n`,
    );
    execFileSync("patch", ["--silent", "before"], { cwd: folder, input: stdout });
    assert.equal(readFileSync(join(folder, "before"), "utf8"), lab());
    assert.deepEqual(readdirSync(folder).sort(), ["before", "lab.yaml"]);
  });

  it("changes nothing the second time, and refuses what differs", () => {
    const command = ["add", "cluster", "sno2", "--type", "sno"];
    ocplab(...command);
    const text = lab();
    assert.deepEqual(ocplab(...command), {
      code: 0,
      stdout: "",
      stderr: ["cluster sno2 is in lab.yaml already (line 28), as asked: nothing to do"],
    });
    assert.deepEqual(ocplab(...command, "--first-address", "192.0.2.9", "--topic", "OCP-4.19"), {
      code: 3,
      stdout: "",
      stderr: [
        "cluster sno2 is there already (line 28), and differs; edit it by hand, or choose another name:",
        "  --first-address: it has 192.0.2.2, not 192.0.2.9",
        "  --topic: it has none, not OCP-4.19",
      ],
    });
    assert.equal(lab(), text);
  });

  it("refuses what the lab has no place for, in the words of the options", () => {
    const full = ocplab(
      "add",
      "cluster",
      "ocp2",
      "--type",
      "ipi",
      "--size",
      "999",
      "--server",
      "no",
    );
    assert.deepEqual(full, {
      code: 3,
      stdout: "",
      stderr: [
        "--size: 999 is too large: no 999 addresses in a row are free in 192.0.2.0/24: the longest free run has 213, so 786 are missing; write 213 or less (7 are needed), take a larger subnet, for example 192.0.0.0/21, or remove what is not used",
        '--server: no server is called "no"; the servers here: server1, server2',
        "--image: is missing; provisionhost boots from a disk image: give its path",
      ],
    });
    assert.equal(lab(), sampleLab);
  });

  it("tells a wrong command line from a lab file with errors", () => {
    const unnamed = ocplab("add", "cluster", "sno2");
    assert.equal(unnamed.code, 2);
    assert.equal(unnamed.stderr[0], "error: required option '--type <type>' not specified");
    const wrong = ocplab("add", "cluster", "sno 2!", "--type", "sno", "--id", "x");
    assert.equal(wrong.code, 2);
    assert.deepEqual(wrong.stderr, [
      '"sno 2!": "sno 2!" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      '--id: "x" is not a cluster id; write a whole number from 1 to 65535',
    ]);
    assert.equal(ocplab("add").code, 2);
    assert.equal(ocplab("remove", "cluster").code, 2);

    const bad = sampleLab.replace("id: 3", "id: 2");
    writeFileSync(join(folder, "lab.yaml"), bad);
    const errors = ocplab("add", "server", "server3", "--nic", "eno1");
    assert.equal(errors.code, 1);
    assert.match(errors.stderr.join(), /^lab\.yaml:25:9: clusters\.sno1\.id: 2 is also the id of /);
    assert.equal(lab(), bad);
    writeFileSync(join(folder, "lab.yaml"), Buffer.from([...Buffer.from(sampleLab), 0x23, 0xe4]));
    const latin = ocplab("add", "server", "server3", "--nic", "eno1");
    assert.equal(latin.code, 1);
    assert.match(latin.stderr.join(), /^lab\.yaml.*UTF-8/);
    rmSync(join(folder, "lab.yaml"));
    const none = ocplab("remove", "cluster", "sno1");
    assert.equal(none.code, 1);
    assert.match(none.stderr.join(), /^lab\.yaml: no such file; /);
  });

  it("adds a server, and removes it by way of retired", () => {
    const added = ocplab("add", "server", "server3", "--nic", "eno1", "--memory", "64GiB");
    assert.equal(added.code, 0);
    assert.deepEqual(added.stderr, [
      "server server3 is now in lab.yaml. Next:",
      "  ./ocplab trust server3      where its SSH host key is not pinned yet",
      "  ./ocplab preview lab",
    ]);
    const refused = ocplab("remove", "server", "server3");
    assert.equal(refused.code, 3);
    assert.match(
      refused.stderr.join(),
      /^server3: it is not retired, .*Write `retired: true` into/,
    );
    const used = ocplab("remove", "server", "server1", "--force");
    assert.equal(used.code, 3);
    assert.match(used.stderr.join(), /^server1: nodes are on it, of cluster ocp1 \(line 19\); /);
    const retired = lab().replace("memory: 64GiB", "memory: 64GiB\n    retired: true");
    writeFileSync(join(folder, "lab.yaml"), retired);
    const { code, stderr } = ocplab("remove", "server", "server3");
    assert.deepEqual(stderr, [
      "Next: ./ocplab preview lab, which has nothing to do where it was retired by an `up`",
    ]);
    assert.equal(code, 0);
    assert.equal(lab(), sampleLab);
  });

  it("removes a cluster, and says that it is to be destroyed before", () => {
    assert.deepEqual(ocplab("remove", "cluster", "sno1").stderr, [
      "Before this is merged, unless it is done already:",
      "  ./ocplab destroy sno1",
      "  pulumi stack rm sno1",
      "Until then do not add another cluster: id, addresses and room of sno1 count as free.",
    ]);
    assert.equal(lab(), sampleLab.slice(0, sampleLab.indexOf("  sno1:")));
    assert.deepEqual(ocplab("remove", "cluster", "ocp2"), {
      code: 0,
      stdout: "",
      stderr: ["no cluster is called ocp2 in lab.yaml: nothing to do; did you mean ocp1?"],
    });
  });

  it("tells that a block has no room for more workers, where no size was asked for", () => {
    const tight = ocplab("add", "cluster", "abi1", "--type", "abi", "--workers", "2");
    assert.match(tight.stderr.join("\n"), /^The block of abi1 has .* none for more workers\. /);
    const roomy = ocplab("add", "cluster", "abi2", "--type", "abi", "--size", "16");
    assert.doesNotMatch(roomy.stderr.join("\n"), /The block of/);
  });

  it("follows a link to the lab file, which stays a link", () => {
    renameSync(join(folder, "lab.yaml"), join(folder, "real.yaml"));
    symlinkSync("real.yaml", join(folder, "lab.yaml"));
    assert.equal(ocplab("add", "cluster", "sno2", "--type", "sno").code, 0);
    assert.equal(lstatSync(join(folder, "lab.yaml")).isSymbolicLink(), true);
    assert.match(readFileSync(join(folder, "real.yaml"), "utf8"), /^ {2}sno2:$/m);
  });

  it("teaches by --help", () => {
    for (const command of ["add cluster", "add server", "remove cluster", "remove server"]) {
      const { code, stdout, stderr } = ocplab(...command.split(" "), "--help");
      assert.deepEqual([code, stderr], [0, []]);
      assert.match(stdout, new RegExp(`^Usage: ocplab ${command} \\[options\\] <name>`));
      assert.match(stdout, /ocplab (preview|destroy|up) /);
      assert.ok(stdout.split("\n").every((line) => line.length <= 82));
    }
    assert.match(ocplab("add", "cluster", "--help").stdout, /--type <type> +ipi, sno, abi, acm\n/);
  });
});
