import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  symlinkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { sampleLab } from "../lab/sampleLab.ts";

const root = join(__dirname, "../..");
const steps = join(root, "examples/ci");

interface Comment {
  readonly id: number;
  body: string;
  readonly user?: { readonly type: string };
  readonly author?: { readonly username: string };
  readonly system?: boolean;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ocplab-ci-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env } };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

describe("the comment of a pull request", () => {
  let server: Server;
  let comments: Comment[];
  let requests: string[];
  let refuse: number | undefined;

  beforeEach(async () => {
    comments = [];
    requests = [];
    refuse = undefined;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        const token = headers.authorization ?? headers["private-token"];
        requests.push(`${method} ${url} ${String(token)}`);
        response.statusCode = refuse ?? 200;
        const { pathname, searchParams } = new URL(url, "http://localhost");
        if (method === "GET") {
          const page = Number(searchParams.get("page"));
          response.end(JSON.stringify(comments.slice((page - 1) * 100, page * 100)));
          return;
        }
        const { body: text } = JSON.parse(body) as { readonly body: string };
        const standing = comments.find(({ id }) => pathname.endsWith(`/${String(id)}`));
        if (standing) standing.body = text;
        else
          comments.push({
            id: 7000,
            body: text,
            user: { type: "Bot" },
            author: { username: "project_1_bot" },
          });
        response.end("{}");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => {
    server.close();
  });

  function comment(text: string, more: NodeJS.ProcessEnv = github()): Promise<Ended> {
    writeFileSync(join(folder, "diff.md"), text);
    return run(process.execPath, [join(steps, "comment.cjs"), "diff", "diff.md"], more);
  }

  function address(): string {
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  function github(): NodeJS.ProcessEnv {
    return {
      GITHUB_API_URL: address(),
      GITHUB_REPOSITORY: "example/lab",
      GITHUB_TOKEN: "t0ken",
      PULL_REQUEST: "12",
    };
  }

  function gitlab(): NodeJS.ProcessEnv {
    return {
      CI_API_V4_URL: `${address()}/api/v4`,
      CI_MERGE_REQUEST_PROJECT_ID: "3",
      CI_MERGE_REQUEST_IID: "4",
      LAB_COMMENT_TOKEN: "t0ken",
    };
  }

  it("is made once on GitHub, and changed in its place from then on", async () => {
    assert.deepEqual(await comment("first"), { code: 0, stdout: "comment: new\n", stderr: "" });
    assert.equal((await comment("second")).stdout, "comment: changed\n");
    assert.equal((await comment("second")).stdout, "comment: as it was\n");
    assert.deepEqual(
      comments.map(({ body }) => body),
      ["<!-- ocplab:diff -->\nsecond"],
    );
    assert.deepEqual(requests.slice(0, 4), [
      "GET /repos/example/lab/issues/12/comments?per_page=100&page=1 Bearer t0ken",
      "POST /repos/example/lab/issues/12/comments Bearer t0ken",
      "GET /repos/example/lab/issues/12/comments?per_page=100&page=1 Bearer t0ken",
      "PATCH /repos/example/lab/issues/comments/7000 Bearer t0ken",
    ]);
  });

  it("is the same on GitLab", async () => {
    await comment("first", gitlab());
    await comment("second", gitlab());
    assert.deepEqual(
      comments.map(({ body }) => body),
      ["<!-- ocplab:diff -->\nsecond"],
    );
    assert.equal(requests.at(-1), "PUT /api/v4/projects/3/merge_requests/4/notes/7000 t0ken");
  });

  it("is found behind many others, and is nobody else's that has the same beginning", async () => {
    const body = "<!-- ocplab:diff -->\nfake";
    comments = Array.from({ length: 150 }, (_, id) => ({ id, body, user: { type: "User" } }));
    comments.push({ id: 500, body, user: { type: "Bot" } });
    assert.equal((await comment("real")).stdout, "comment: changed\n");
    assert.deepEqual(
      comments.filter((one) => one.body !== body).map(({ id }) => id),
      [500],
    );
  });

  it("is not made where something is missing or refused, which is told without the token", async () => {
    const missing = await comment("text", { ...github(), GITHUB_TOKEN: "" });
    assert.deepEqual(
      [missing.code, missing.stderr],
      [1, "comment: the variable GITHUB_TOKEN is not set\n"],
    );
    const odd = await comment("text", { ...github(), PULL_REQUEST: "12/../../other" });
    assert.match(odd.stderr, /^comment: not the number of anything: 12\//);
    assert.equal(requests.length, 0);
    refuse = 403;
    const refused = await comment("text");
    assert.match(refused.stderr, /^comment: GET \/repos\/example\/lab\/issues\/12\/comments: 403 /);
    assert.ok(!refused.stderr.includes("t0ken"));
    const long = await comment("x".repeat(65_001));
    assert.match(long.stderr, /diff\.md has 65001 characters; a comment may have 65000/);
  });
});

describe("the steps of a pull request's workflow", () => {
  beforeEach(() => {
    git("init", "--quiet", "--initial-branch", "main");
    script("ocplab", `exec ${join(root, "ocplab")} "$@"`);
    script("pulumi", fakePulumi);
    commit(sampleLab);
  });

  function script(name: string, text: string): void {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  function git(...args: string[]): string {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
  }

  function commit(text: string): void {
    writeFileSync(join(folder, "lab.yaml"), text);
    git("add", "lab.yaml");
    git("commit", "--quiet", "--message", "change");
  }

  function step(name: string, base = "HEAD~1", env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const given = { PULUMI: "./pulumi", STACKS: "lab ocp1 sno1", ...env };
    return run(join(steps, name), [base, "HEAD"], given);
  }

  /** What the fake was asked for, without the flags. */
  function calls(): string[] {
    const file = join(folder, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  const grown = sampleLab
    .replace("servers:\n", "servers:\n  server3: { address: 192.0.2.13, nic: eno1 }\n")
    .replace(
      "clusters:\n",
      "clusters:\n  sno9: { type: sno, id: 9, server: server3, firstAddress: 192.0.2.90 }\n",
    );

  it("preview the stacks that change, and leave nothing of those that are not there yet", async () => {
    commit(grown);
    const { code, stdout } = await step("preview.sh");
    assert.equal(code, 0, stdout);
    assert.deepEqual(calls(), [
      ...["stack ls", "stack ls", "preview lab"],
      ...["stack ls", "stack init sno9", "preview sno9", "stack rm sno9"],
    ]);
    assert.match(stdout, /### Stack `lab`\n\nPreviewed without an error\./);
    assert.match(stdout, /### Stack `sno9`\n\nPreviewed without an error\./);
  });

  it("name each server that could not be compared, and let no output be markup", async () => {
    commit(grown);
    const words = "warning: server1: not compared: no route to host </details> @all";
    const { stdout } = await step("preview.sh", "HEAD~1", { SAYS: words });
    assert.match(
      stdout,
      /\*\*Not compared, so not known .*\*\*\n\n- server1: not compared: no route to host \/details all\n/,
    );
    assert.match(stdout, /^ {4}warning: server1: not compared: .* <\/details>/m);
  });

  it("say that a preview failed and go on, and end with 1", async () => {
    commit(grown);
    const { code, stdout } = await step("preview.sh", "HEAD~1", { FAILS: "preview lab" });
    assert.equal(code, 1);
    assert.match(stdout, /### Stack `lab`\n\n\*\*The preview failed\.\*\*/);
    assert.match(stdout, /### Stack `sno9`\n\nPreviewed/);
  });

  it("keep to the length of a comment, and say what is left out", async () => {
    commit(grown);
    const { stdout } = await step("preview.sh", "HEAD~1", { SAYS: "x ".repeat(40_000) });
    assert.ok(stdout.length < 60_000, String(stdout.length));
    assert.match(stdout, /_Left out: the first \d+ characters; the job's log has them\._/);
  });

  it("converge what was merged, the foundation first, and make the stacks that are new", async () => {
    commit(grown);
    assert.equal((await step("up.sh")).code, 0);
    assert.deepEqual(calls(), ["stack ls", "up lab", "stack ls", "stack init sno9", "up sno9"]);
  });

  it("converge no cluster after the foundation failed", async () => {
    commit(grown);
    const { code, stderr } = await step("up.sh", "HEAD~1", { FAILS: "up lab" });
    assert.equal(code, 1);
    assert.match(stderr, /the foundation failed; no cluster is converged/);
    assert.deepEqual(calls(), ["stack ls", "up lab"]);
  });

  it("destroy nothing, and name what left the lab file", async () => {
    commit(sampleLab.slice(0, sampleLab.indexOf("  sno1:")));
    const { stdout } = await step("up.sh");
    assert.match(stdout, /sno1 left the lab file; if it still stands: pulumi destroy -s sno1/);
    assert.deepEqual(
      calls().filter((one) => one.includes("sno1")),
      [],
    );
    assert.match(
      (await step("preview.sh")).stdout,
      /Destroy it before this is merged: `pulumi destroy -s sno1`/,
    );
  });

  it("take a push without a revision before it for a new lab", async () => {
    const none = "0000000000000000000000000000000000000000";
    assert.equal((await step("up.sh", none)).code, 0);
    assert.deepEqual(
      calls().filter((one) => one.startsWith("up")),
      ["up lab", "up ocp1", "up sno1"],
    );
  });

  it("stop where the lab file has errors", async () => {
    commit(sampleLab.replace("id: 2", "id: 0"));
    for (const name of ["preview.sh", "up.sh"]) {
      const { code, stderr } = await step(name);
      assert.equal(code, 1);
      assert.match(stderr, /^HEAD:lab\.yaml:17:9: /m);
    }
  });
});

describe("a pull request that adds a server and a cluster on it", () => {
  it("is previewed by the real engine without an error, while none of its hosts is there", async () => {
    const program = [
      "components",
      "lab",
      "load",
      "node_modules",
      "ocplab",
      "provider",
      "sdks",
      "stacks",
      "cli",
      ".tools",
    ];
    for (const name of program) symlinkSync(join(root, name), join(folder, name));
    for (const name of ["Pulumi.yaml", "Pulumi.lab.yaml", "index.ts", "package.json"]) {
      cpSync(join(root, name), join(folder, name));
    }
    mkdirSync(join(folder, ".state"));
    const lab = (more: string): void => {
      const upToClusters = sampleLab.slice(0, sampleLab.indexOf("clusters:"));
      writeFileSync(join(folder, "lab.yaml"), `${upToClusters}${more}`);
      git("add", "lab.yaml");
      git("commit", "--quiet", "--message", "change");
    };
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
        cwd: folder,
        encoding: "utf8",
      });
    git("init", "--quiet");
    lab("clusters: {}\n");
    lab(
      "  server3: { address: 192.0.2.13, nic: eno1 }\nclusters:\n  sno9: { type: sno, id: 9, server: server3, firstAddress: 192.0.2.90 }\n",
    );
    const env = { PULUMI_BACKEND_URL: `file://${folder}/.state`, PULUMI_CONFIG_PASSPHRASE: "" };
    // on a network that no lab host is on, and nothing else
    const alone = ["--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
    const preview = [join(steps, "preview.sh"), "HEAD~1", "HEAD"];
    const { code, stdout, stderr } = await run("unshare", [...alone, ...preview], env);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /### Stack `lab`\n\nPreviewed without an error\./);
    assert.match(stdout, /### Stack `sno9`\n\nPreviewed without an error\./);
    assert.match(stdout, /cluster sno9: the foundation of jumphost, server3 is missing/);
    const left = await run(join(root, ".tools/bin/pulumi"), ["stack", "ls", "--json"], env);
    assert.equal(left.stdout.trim(), "[]");
  });
});

describe("the workflows", () => {
  interface Job {
    readonly if?: string;
    readonly environment?: unknown;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly steps?: readonly {
      readonly with?: Readonly<Record<string, unknown>>;
      readonly run?: string;
    }[];
  }

  const text = readFileSync(join(steps, "github.yml"), "utf8");
  const github = parse(text) as {
    readonly permissions: object;
    readonly jobs: Record<string, Job>;
  };

  it("check out and run nothing of a pull request where there is a right to misuse", () => {
    assert.deepEqual(github.permissions, {});
    for (const name of ["diff", "comment"]) {
      const job = github.jobs[name];
      assert.ok(job?.steps);
      const refs = job.steps.flatMap((step) => (step.with ? [step.with.ref] : []));
      assert.deepEqual(refs, ["${{ env.BASE }}"], name);
      assert.ok(!JSON.stringify(job).includes("secrets."), name);
      assert.ok(
        !job.steps.some(({ run: line = "" }) =>
          /checkout|merge|switch|pulumi|toolchain/.test(line.replace("--merge-base", "")),
        ),
      );
    }
    assert.deepEqual(github.jobs.diff?.permissions, { contents: "read" });
    assert.equal(github.jobs.comment?.if, "github.event_name == 'pull_request_target'");
  });

  it("have secrets only behind an environment that somebody guards", () => {
    for (const [name, job] of Object.entries(github.jobs)) {
      const guarded = job.environment !== undefined;
      assert.equal(guarded, JSON.stringify(job).includes("secrets."), name);
      if (name === "preview")
        assert.match(job.if ?? "", /head\.repo\.full_name == github\.repository$/);
    }
  });

  it("put nothing that a pull request names into a command", () => {
    for (const { steps: all = [] } of Object.values(github.jobs)) {
      for (const { run: line = "" } of all) {
        const named = [...line.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, what = ""]) => what.trim());
        assert.ok(
          named.every((what) => what === "github.event.pull_request.number"),
          line,
        );
      }
    }
  });

  it("run only steps that are there", () => {
    for (const file of ["github.yml", "gitlab.yml"]) {
      const used = readFileSync(join(steps, file), "utf8").matchAll(
        /examples\/ci\/([a-z]+\.(?:sh|cjs))/g,
      );
      for (const [, name = ""] of used) assert.ok(readFileSync(join(steps, name)).length > 0);
    }
    assert.ok(parse(readFileSync(join(steps, "gitlab.yml"), "utf8")));
  });
});

/** Says what it was asked, and knows the stacks of $STACKS. */
const fakePulumi = `
verb=$1 stack=
case $1 in
  stack) verb="stack $2"; stack="\${*: -1}" ;;
  *) stack=$3 ;;
esac
[[ $verb == "stack ls" ]] && stack=
echo "$verb\${stack:+ $stack}" >>calls
if [[ $verb == "stack ls" ]]; then for one in $STACKS; do echo "  \\"name\\": \\"organization/ocplab/$one\\","; done; fi
if [[ $verb == preview ]]; then echo "\${SAYS:-nothing changes}"; fi
[[ "$verb $stack" != "\${FAILS:-}" ]]`;
