import { yamlText } from "./yaml.ts";

/** Who the lab is to DCI. */
export interface DciCredentials {
  /** `remoteci/UUID`. */
  readonly clientId: string;
  readonly apiSecret: string;
  /** Without it DCI's own server. */
  readonly csUrl?: string | undefined;
}

/** `dci_credentials.yml` as dci-pipeline reads it. The text holds the secret. */
export function renderCredentials({ clientId, apiSecret, csUrl }: DciCredentials): string {
  return yamlText({
    DCI_CLIENT_ID: clientId,
    DCI_API_SECRET: apiSecret,
    ...(csUrl !== undefined && { DCI_CS_URL: csUrl }),
  });
}
