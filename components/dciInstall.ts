import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import type { Teardown } from "../lab/dci/teardown.ts";
import { installHelper } from "../lab/hostPaths.ts";

export interface DciInstallArgs {
  readonly cluster: string;
  /** Names what is installed. A cluster that is installed as something else is never installed over. */
  readonly hash: string;
  /** The pipeline file on the jumphost. */
  readonly pipeline: string;
  /** Names of the pipeline's jobs, in order. */
  readonly jobs: readonly string[];
  /** An installer writes its disks, and machines boot from a written one: no install begins on such. */
  readonly needsEmptyDisks: boolean;
  /** The server that the install needs for itself, where it is a resource of dci-queue. */
  readonly queue?: { readonly pool: string; readonly resource: string } | undefined;
  /** What Ansible does on the jumphost when the cluster goes. */
  readonly teardown?: Teardown | undefined;
  readonly jumphost: JumphostConnection;
}

export interface DciJob {
  readonly id: string;
  readonly url: string;
}

/** How to reach the jumphost. The key comes from the ssh-agent, so that none is in the state. */
export interface JumphostConnection {
  readonly host: string;
  readonly user: string;
  /** The one key that the jumphost may show, as in `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
}

/**
 * The install of one cluster: `start` begins it on the jumphost and returns, `wait` follows it. What was
 * installed is recorded there by hash, so that neither a new key nor a lost state installs it again.
 * A failure is told once; the next `up` after that begins anew, unless disks are written by then.
 */
export class DciInstall extends pulumi.ComponentResource {
  readonly kubeconfig: pulumi.Output<string>;
  /** Folder of the last DCI job on the jumphost. */
  readonly jobDir: pulumi.Output<string>;
  /** The log of dci-pipeline on the jumphost. */
  readonly logPath: pulumi.Output<string>;
  /** Id of the last DCI job, and its page in DCI; empty where dci-pipeline told none. */
  readonly job: pulumi.Output<DciJob>;

  constructor(name: string, args: DciInstallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:dci:Install", name, {}, opts);
    const start = this.#start(name, args);
    const wait = this.#wait(name, args, start);
    const kubeconfig = this.#kubeconfig(name, args, wait);
    const told = wait.stdout.apply(readTold);
    this.kubeconfig = pulumi.secret(kubeconfig.stdout);
    this.jobDir = told.jobDir;
    this.logPath = told.log;
    this.job = told.apply(({ jobId = "", jobUrl = "" }) => ({ id: jobId, url: jobUrl }));
    const { jobDir, logPath, job } = this;
    this.registerOutputs({ kubeconfig: this.kubeconfig, jobDir, logPath, job });
  }

  /**
   * Has `update` and no triggers, so that no change of inputs replaces it; where the user forces a
   * replacement the old install must be gone before the new one begins.
   */
  #start(name: string, args: DciInstallArgs): remote.Command {
    const run = command(args, "start");
    return new remote.Command(
      `${name}-start`,
      {
        ...common(args),
        create: run,
        update: run,
        delete: command(args, "delete"),
        stdin: parameters(args),
        logging: "none",
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  /** What `start` said is part of its input, so that it follows each new run. */
  #wait(name: string, args: DciInstallArgs, start: remote.Command): remote.Command {
    const run = command(args, "wait");
    const stdin = parameters(args, { started: start.stdout });
    return new remote.Command(
      `${name}-wait`,
      { ...common(args), create: run, update: run, stdin, logging: "stderr" },
      { parent: this },
    );
  }

  #kubeconfig(name: string, args: DciInstallArgs, wait: remote.Command): remote.Command {
    const run = command(args, "kubeconfig");
    const stdin = parameters(args, { installed: wait.stdout });
    return new remote.Command(
      `${name}-kubeconfig`,
      { ...common(args), create: run, update: run, stdin, logging: "none" },
      { parent: this, additionalSecretOutputs: ["stdout"] },
    );
  }
}

function common({
  jumphost,
}: DciInstallArgs): Pick<remote.CommandArgs, "connection" | "addPreviousOutputInEnv"> {
  // sshd refuses the variables of the previous output, and the official plugin warns of each
  return { connection: { ...jumphost }, addPreviousOutputInEnv: false };
}

/** A fixed string: parameters go over standard input, never through a shell. */
function command({ jumphost }: DciInstallArgs, verb: string): string {
  return `${jumphost.user === "root" ? "" : "sudo -n "}${installHelper} ${verb}`;
}

function parameters(
  { jumphost: _, ...given }: DciInstallArgs,
  more: Readonly<Record<string, pulumi.Output<string>>> = {},
): pulumi.Output<string> {
  return pulumi.jsonStringify({ ...given, ...more });
}

/** What `wait` printed; an older version of the helper told no job. */
interface Told {
  readonly jobDir: string;
  readonly log: string;
  readonly jobId?: string;
  readonly jobUrl?: string;
}

function readTold(stdout: string): Told {
  return JSON.parse(stdout) as Told;
}
