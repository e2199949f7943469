import * as pulumi from "@pulumi/pulumi";

import type { DciDocuments } from "../lab/dci/documents.ts";
import * as labhost from "./labhost.ts";

export interface ClusterDocumentsArgs {
  /** Name of the jumphost in the lab file. */
  readonly host: string;
  readonly documents: DciDocuments;
}

/** What DCI reads to install one cluster, as files on the jumphost. */
export class ClusterDocuments extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterDocumentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Documents", name, {}, opts);
    const { host, documents } = args;
    for (const [key, { path, content }] of Object.entries(documents.files)) {
      new labhost.File(`${name}-${key}`, { host, path, content }, { parent: this });
    }
    this.registerOutputs({ pipeline: documents.pipelinePath });
  }
}
