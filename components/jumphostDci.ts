import * as pulumi from "@pulumi/pulumi";

import { renderCredentials } from "../lab/dci/credentials.ts";
import { renderQueues } from "../lab/dci/queue.ts";
import { dciCredentialsFile, installsFile, ofRoot, queuesFile } from "../lab/hostPaths.ts";
import type { Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface JumphostDciArgs {
  readonly plan: Plan;
  /** Who the lab is to DCI, where its stack says so. */
  readonly credentials?: JumphostDciCredentials | undefined;
}

export interface JumphostDciCredentials {
  /** `remoteci/UUID`. */
  readonly clientId: string;
  readonly apiSecret: pulumi.Output<string>;
  /** Without it DCI's own server. */
  readonly csUrl?: string | undefined;
}

/**
 * What is on the jumphost for installs, whatever the cluster: DCI's credentials, the SSH key, the pools of
 * dci-queue, how many installs run at once.
 */
export class JumphostDci extends pulumi.ComponentResource {
  /** Where the credentials are; undefined without any. */
  readonly credentialsFile: string | undefined;
  /** Of who runs the installs; empty where the jumphost has none. */
  readonly sshPublicKey: pulumi.Output<string>;

  constructor(name: string, args: JumphostDciArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:JumphostDci", name, {}, opts);
    const host = args.plan.jumphost.name;
    this.credentialsFile = args.credentials && credentials(name, host, args.credentials, this);
    const path = ofRoot(args.plan.dci.sshPublicKeyFile);
    const key = new labhost.PublicKey(`${name}-ssh-key`, { host, path }, { parent: this });
    this.sshPublicKey = key.publicKey;
    const file = (kind: string, at: string, content: string): labhost.File =>
      new labhost.File(`${name}-${kind}`, { host, path: at, content }, { parent: this });
    const { parallelInstalls: parallel } = args.plan.dci;
    file("installs", installsFile, `${JSON.stringify({ parallel })}\n`);
    const queues = renderQueues(args.plan);
    if (queues !== undefined) file("queues", queuesFile, queues);
    this.registerOutputs({ credentialsFile: this.credentialsFile });
  }
}

function credentials(
  name: string,
  host: string,
  { clientId, apiSecret, csUrl }: JumphostDciCredentials,
  parent: pulumi.Resource,
): string {
  const content = pulumi.secret(
    apiSecret.apply((secret) => renderCredentials({ clientId, apiSecret: secret, csUrl })),
  );
  const path = dciCredentialsFile;
  new labhost.File(`${name}-credentials`, { host, path, content, mode: "0600" }, { parent });
  return path;
}
