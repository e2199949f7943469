import * as pulumi from "@pulumi/pulumi";

import type { BmcLogin } from "../components/bmc.ts";
import { foundationStackName } from "../lab/model.ts";
import type { Plan } from "../lab/plan.ts";

/**
 * Whom the BMCs of each server let in, by the server's name, from the foundation stack's configuration.
 * Throws a RunError that names all that is missing or cannot be used there; it never shows a password.
 */
export function configuredLogins(plan: Plan): ReadonlyMap<string, BmcLogin> {
  const config = new pulumi.Config();
  const user = config.get("bmcUser") ?? "admin";
  const servers = plan.servers.filter(({ retired }) => !retired).map(({ name }) => name);
  const { own, problem } = ownPasswords();
  const common = rawConfig("bmcPassword");
  const wanting = servers.filter((name) => !own.has(name));
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...(common === undefined && wanting.length > 0 ? [missing(wanting)] : []),
    ...unusable("bmcUser", /^[A-Za-z0-9._-]{1,16}$/.test(user), "1 to 16 letters, digits, . _ -"),
    ...[...own].flatMap(([name, password]) => [
      ...unusable(`bmcPasswords.${name}`, isPassword(password), passwordRule),
      ...(plan.servers.some((server) => server.name === name)
        ? []
        : [`bmcPasswords.${name}: the lab file has no server of that name; remove it.`]),
    ]),
    ...(common === undefined ? [] : unusable("bmcPassword", isPassword(common), passwordRule)),
  ];
  if (problems.length > 0) {
    throw new pulumi.RunError(`stack ${foundationStackName}: ${problems.join("\n")}`);
  }
  return new Map(
    servers.map((name) => [name, { user, password: pulumi.secret(own.get(name) ?? common ?? "") }]),
  );
}

// IPMI 2.0 has room for 20 bytes of password and 16 of name
const passwordRule = "8 to 20 letters, digits and signs of ASCII, without spaces";

function isPassword(text: unknown): text is string {
  return typeof text === "string" && /^[!-~]{8,20}$/.test(text);
}

function unusable(key: string, usable: boolean, rule: string): string[] {
  return usable ? [] : [`${key} must be ${rule}; set it anew.`];
}

function missing(servers: readonly string[]): string {
  const set = `pulumi config set -s ${foundationStackName} --secret`;
  const one = servers[0] ?? "";
  return (
    `the BMCs of ${servers.join(", ")} have no password. Set one for all servers: \`${set} bmcPassword\`, ` +
    `or one for each: \`${set} --path bmcPasswords.${one}\`.`
  );
}

/** The parser's own message would quote what is there. */
function ownPasswords(): { readonly own: ReadonlyMap<string, string>; readonly problem?: string } {
  const text = rawConfig("bmcPasswords");
  try {
    const value: unknown = text === undefined ? {} : JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { own: new Map(Object.entries(value as Record<string, string>)) };
    }
  } catch {
    // told below
  }
  const problem =
    "bmcPasswords must be a map by the name of the server; remove it and set each with --path.";
  return { own: new Map(), problem };
}

/** As a plain text, so that it can be checked; what leaves this file is a secret. */
function rawConfig(key: string): string | undefined {
  return pulumi.runtime.getConfig(`${pulumi.getProject()}:${key}`);
}
