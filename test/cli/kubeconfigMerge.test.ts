import assert from "node:assert/strict";

import { parse } from "yaml";

import { KubeconfigUnreadable, mergeKubeconfig } from "../../cli/kubeconfigMerge.ts";

const theirs = `apiVersion: v1
kind: Config
current-context: admin
clusters:
  - { name: ocp1, cluster: { server: "https://api.ocp1.lab.example.com:6443" } }
contexts:
  - { name: admin, context: { cluster: ocp1, user: admin } }
users:
  - { name: admin, user: { token: canary } }
`;

const own = `# mine
apiVersion: v1
kind: Config
current-context: home # where I work
clusters:
- name: home
  cluster: {server: https://home.example.com}
contexts:
- name: home
  context: {cluster: home, user: me}
users:
- name: me
  user: {token: secret}
`;

interface Config {
  readonly "current-context"?: string;
  readonly contexts: { readonly name: string; readonly context: object }[];
  readonly clusters: { readonly name: string; readonly cluster: object }[];
  readonly users: { readonly name: string; readonly user: object }[];
}

describe("a kubeconfig that is merged into the user's own", () => {
  it("begins the user's own where there is none", () => {
    const merged = parse(mergeKubeconfig("", theirs, "ocp1", true)) as Config;
    assert.equal(merged["current-context"], "ocp1");
    assert.deepEqual(merged.contexts, [
      { name: "ocp1", context: { cluster: "ocp1", user: "ocp1" } },
    ]);
    assert.deepEqual(merged.users, [{ name: "ocp1", user: { token: "canary" } }]);
  });

  it("keeps what is there, comments and current context included", () => {
    const text = mergeKubeconfig(own, theirs, "ocp1", false);
    assert.ok(text.startsWith("# mine\n"));
    assert.match(text, /current-context: home # where I work/);
    const merged = parse(text) as Config;
    const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
    assert.deepEqual(names(merged.clusters), ["home", "ocp1"]);
    assert.deepEqual(names(merged.users), ["me", "ocp1"]);
    assert.deepEqual(merged.users[0]?.user, { token: "secret" });
  });

  it("changes nothing the second time, and only its own entries when they are out of date", () => {
    const once = mergeKubeconfig(own, theirs, "ocp1", false);
    assert.equal(mergeKubeconfig(once, theirs, "ocp1", false), once);
    const newer = mergeKubeconfig(once, theirs.replace("canary", "newer"), "ocp1", false);
    const { users } = parse(newer) as Config;
    assert.deepEqual(users, [
      { name: "me", user: { token: "secret" } },
      { name: "ocp1", user: { token: "newer" } },
    ]);
  });

  it("quotes nothing of a text that it cannot read", () => {
    for (const [ours, other, of] of [
      ["token: [canary", theirs, "ours"],
      [own, "- canary", "theirs"],
      [own, "contexts: []\ntoken: canary", "theirs"],
      [own, theirs.replace("name: admin, user:", "name: other, user:"), "theirs"],
    ] as const) {
      assert.throws(
        () => mergeKubeconfig(ours, other, "ocp1", false),
        (error) => {
          assert.ok(error instanceof KubeconfigUnreadable);
          assert.equal(error.of, of);
          assert.doesNotMatch(error.message, /canary/);
          return true;
        },
      );
    }
  });
});
