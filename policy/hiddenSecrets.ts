import type { ResourceValidationPolicy } from "@pulumi/policy";

/** Words of a command that prints what nobody may read. */
const telling =
  /kubeconfig|kubeadmin|pull-?secret|passw(or)?d|passphrase|credential|private.?key|id_(rsa|ed25519)\b(?!\.pub)|token/i;

const command = /^command:(remote|local):Command$/;

/** Has what a command prints of secrets kept as a secret, in the state as in every output that is made of it. */
export const hiddenSecrets: ResourceValidationPolicy = {
  name: "hidden-secrets",
  description: "What a command prints of secrets is a secret output.",
  validateResource: ({ type, props, opts }, report) => {
    const what = plainSecret(type, props, opts.additionalSecretOutputs);
    if (what === undefined) return;
    report(
      `${what}, and what it prints would be plain in the state. ` +
        `Register it with { additionalSecretOutputs: ["stdout"] } and logging: "none".`,
    );
  },
};

/** What is told in plain, in words; undefined where nothing is. */
export function plainSecret(
  type: string,
  props: Readonly<Record<string, unknown>>,
  secretOutputs: readonly string[],
): string | undefined {
  if (!command.test(type)) return undefined;
  for (const verb of ["create", "update"]) {
    const text = props[verb];
    const found = typeof text === "string" ? telling.exec(text)?.[0] : undefined;
    if (found === undefined) continue;
    const logged = props.logging !== "none" && props.logging !== "stderr";
    if (!secretOutputs.includes("stdout")) return `Its ${verb} command tells of ${found}`;
    if (logged) return `Its ${verb} command tells of ${found} and logs it`;
  }
  return undefined;
}
