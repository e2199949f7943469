import * as pulumi from "@pulumi/pulumi";

import { bmcPasswordFile, bmcUserFile } from "../lab/hostPaths.ts";
import type { BmcLogin } from "./bmc.ts";
import * as labhost from "./labhost.ts";

export interface BmcCredentialsArgs {
  /** Name of the jumphost in the lab file. */
  readonly host: string;
  /** By the server's name. */
  readonly logins: ReadonlyMap<string, BmcLogin>;
}

/** What the BMCs of each server ask for, as files on the jumphost that DCI's documents refer to. */
export class BmcCredentials extends pulumi.ComponentResource {
  constructor(name: string, args: BmcCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:BmcCredentials", name, {}, opts);
    const { host, logins } = args;
    for (const [server, { user, password }] of logins) {
      const files = {
        user: { path: bmcUserFile(server), content: user },
        password: { path: bmcPasswordFile(server), content: pulumi.secret(password) },
      };
      for (const [key, file] of Object.entries(files)) {
        new labhost.File(
          `${name}-${server}-${key}`,
          { host, ...file, mode: "0600" },
          { parent: this },
        );
      }
    }
    this.registerOutputs({});
  }
}
