/** How to reach a host: the part of the official `connection` input that this plugin offers. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** One line as in authorized_keys: the only key that the host may show. */
  readonly hostKey: string;
  readonly privateKey?: string;
  /** Socket of the agent that holds the user's keys; without it that of SSH_AUTH_SOCK. */
  readonly agentSocketPath?: string;
  /** How often a failed dial is tried again; -1 is without end. */
  readonly dialErrorLimit: number;
  /** Seconds; 0 is without limit. */
  readonly perDialTimeout: number;
}

/** What the official plugin fills in where the program says nothing. */
const defaults = { user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };

type Kind = "string" | "number";

const fields: Readonly<Record<keyof Connection, Kind>> = {
  host: "string",
  port: "number",
  user: "string",
  hostKey: "string",
  privateKey: "string",
  agentSocketPath: "string",
  dialErrorLimit: "number",
  perDialTimeout: "number",
};

/** Adds the official defaults; what is given stays as it is, known or not. */
export function withDefaults(
  connection: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { ...defaults, ...connection };
}

/** What is wrong with a connection, one sentence per property; empty where it can be dialled. */
export function connectionProblems(
  connection: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const key of ["host", "hostKey"]) {
    if (connection[key] === undefined) problems.set(key, missing(key));
  }
  for (const [key, value] of Object.entries(connection)) {
    const problem = isField(key) ? fieldProblem(key, value) : unsupported();
    if (problem !== undefined) problems.set(key, problem);
  }
  return problems;
}

/**
 * The connection of a resource, with the official defaults.
 * @throws Error where it cannot be dialled, as one that the official plugin left in the state may.
 */
export function toConnection(connection: unknown): Connection {
  const given = { ...(connection as Record<string, unknown> | undefined) };
  for (const [key, problem] of connectionProblems(given)) {
    throw new Error(`connection.${key} ${problem}`);
  }
  return withDefaults(given) as unknown as Connection;
}

function isField(key: string): key is keyof Connection {
  return Object.hasOwn(fields, key);
}

function fieldProblem(key: keyof Connection, value: unknown): string | undefined {
  if (typeof value !== fields[key]) return `must be a ${fields[key]}`;
  if (key === "host" && !/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/.test(String(value))) {
    return `${JSON.stringify(value)} is neither a host name nor an address`;
  }
  if (key === "user" && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(String(value))) {
    return `${JSON.stringify(value)} is not a user name`;
  }
  if (
    key === "hostKey" &&
    !/^[a-z0-9@.-]+ [A-Za-z0-9+/=]+(?: [^\n]*)?$/.test(String(value).trim())
  ) {
    return "must be one public key, as in `ssh-ed25519 AAAA...`";
  }
  return undefined;
}

function missing(key: string): string {
  return key === "hostKey"
    ? "is missing, and no host is talked to whose key is not pinned; give what `ssh-keyscan` prints, without the host"
    : "is missing";
}

function unsupported(): string {
  const offered = Object.keys(fields).join(", ");
  return `is not offered by this plugin, which stands in for the official one; ${offered} are`;
}
