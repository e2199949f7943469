import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { Command } from "commander";

import { queryPulumi } from "./engine/query.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { mergeKubeconfig, KubeconfigUnreadable } from "./kubeconfigMerge.ts";
import { replaceFile } from "./replaceFile.ts";

/** `ocplab kubeconfig`: puts a cluster's kubeconfig into the user's own, as a context of its name. */
export function kubeconfigCommand(): Command {
  return new Command("kubeconfig")
    .description("put a cluster's kubeconfig into your own")
    .argument("<cluster>", "name of the cluster, which is installed")
    .option("--use", "make it the current context")
    .addHelpText("after", help)
    .action((cluster: string, { use = false }: { use?: boolean }) => {
      const file = ownFile();
      const before = contentOf(file);
      const merged = merge(cluster, file, before, use);
      if (merged !== before) put(file, before, merged);
      const done = merged === before ? "has it already" : "has it now";
      console.log(`${file} ${done}, as context ${cluster}: oc --context ${cluster} get nodes`);
    });
}

const help = `
The kubeconfig is a secret output of the cluster's stack. Context, cluster and user take the name of the
cluster in the first file of $KUBECONFIG, or in ~/.kube/config; all else there stays, comments included. Nothing
of it is printed.

Example:
  ocplab kubeconfig ocp1 --use && oc get nodes
${exitCodeHelp("done", "usage", "refused")}`;

function ownFile(): string {
  const [first] = (process.env.KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  return first ?? join(homedir(), ".kube/config");
}

function contentOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function merge(cluster: string, file: string, before: string, use: boolean): string {
  try {
    return mergeKubeconfig(before, fromStack(cluster), cluster, use);
  } catch (error) {
    if (!(error instanceof KubeconfigUnreadable)) throw error;
    const where = error.of === "theirs" ? `the kubeconfig of ${cluster}` : file;
    throw new CommandFailed("refused", `${where} ${error.message}; nothing is changed`);
  }
}

function fromStack(cluster: string): string {
  const argv = ["stack", "output", "kubeconfig", "--show-secrets", "--stack", cluster];
  const next = `next: ./ocplab up ${cluster}, with its install enabled in the lab file`;
  return queryPulumi(
    argv,
    (reason) => `${cluster}: its stack has no kubeconfig: ${reason}; ${next}`,
  );
}

function put(file: string, before: string, text: string): void {
  if (existsSync(file)) {
    replaceFile(realpathSync(file), before, text);
    return;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600, flag: "wx" });
}
