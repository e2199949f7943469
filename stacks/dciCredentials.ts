import * as pulumi from "@pulumi/pulumi";

import type { JumphostDciCredentials } from "../components/jumphostDci.ts";
import { foundationStackName } from "../lab/model.ts";

/**
 * The remote CI's credentials from the foundation stack's configuration; undefined where it has none.
 * Throws a RunError where it has only a part of them.
 */
export function configuredCredentials(): JumphostDciCredentials | undefined {
  const config = new pulumi.Config();
  const clientId = config.get(keys.clientId);
  const apiSecret = config.getSecret(keys.apiSecret);
  const csUrl = config.get(keys.csUrl);
  if (clientId !== undefined && apiSecret) return { clientId, apiSecret, csUrl };
  if (clientId === undefined && !apiSecret && csUrl === undefined) return undefined;
  const missing = [
    ...(clientId === undefined ? [keys.clientId] : []),
    ...(apiSecret ? [] : [`--secret ${keys.apiSecret}`]),
  ];
  const commands = missing.map((key) => `\`pulumi config set -s ${foundationStackName} ${key}\``);
  throw new pulumi.RunError(
    `stack ${foundationStackName}: of the DCI credentials a part is missing: set it with ${commands.join(" and ")}, or remove the others.`,
  );
}

const keys = { clientId: "dciClientId", apiSecret: "dciApiSecret", csUrl: "dciCsUrl" };
