import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { configuredLogins } from "../../stacks/bmcLogins.ts";
import { inServer2, sampleLab } from "../lab/sampleLab.ts";
import { registered } from "./registered.ts";

type Config = Readonly<Record<string, string>>;

/** User and password by server, as the configuration gives them; whether each password is a secret. */
async function logins(config: Config, text = sampleLab): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const all = Object.entries(config).map(([key, value]) => [`ocplab:${key}`, value] as const);
  pulumi.runtime.setAllConfig(Object.fromEntries(all), ["ocplab:bmcPassword"]);
  await registered("lab", async () => {
    for (const [server, { user, password }] of configuredLogins(buildPlan(parseLab(text)))) {
      const plain = await new Promise((resolve) => password.apply(resolve));
      found[server] = [user, plain, await pulumi.isSecret(password)];
    }
    return {};
  });
  return found;
}

describe("who the BMCs let in", () => {
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("is admin with the one password, which stays a secret", async () => {
    assert.deepEqual(await logins({ bmcPassword: "of-the-bmcs" }), {
      server1: ["admin", "of-the-bmcs", true],
      server2: ["admin", "of-the-bmcs", true],
    });
  });

  it("is another user, or another password for a server, where the configuration says so", async () => {
    const config = {
      bmcUser: "root",
      bmcPassword: "of-the-bmcs",
      bmcPasswords: '{"server2":"of-server2"}',
    };
    assert.deepEqual(await logins(config), {
      server1: ["root", "of-the-bmcs", true],
      server2: ["root", "of-server2", true],
    });
  });

  it("needs no common password where each server has its own, and none for a retired one", async () => {
    const own = { bmcPasswords: '{"server1":"of-server1"}' };
    const retired = inServer2("retired: true");
    const text = retired.slice(0, retired.indexOf("  sno1:"));
    assert.deepEqual(Object.keys(await logins(own, text)), ["server1"]);
  });

  it("tells how to set a password where there is none", async () => {
    await assert.rejects(logins({ bmcPasswords: '{"server1":"of-server1"}' }), {
      message:
        "stack lab: the BMCs of server2 have no password. Set one for all servers: `pulumi config set -s lab --secret bmcPassword`, or one for each: `pulumi config set -s lab --secret --path bmcPasswords.server2`.",
    });
  });

  it("tells all that cannot be used at once, and shows no password", async () => {
    const config = {
      bmcUser: "a b",
      bmcPassword: "with some spaces",
      bmcPasswords: '{"server1":"short","server9":"of-server9"}',
    };
    await assert.rejects(logins(config), {
      message: [
        "stack lab: bmcUser must be 1 to 16 letters, digits, . _ -; set it anew.",
        "bmcPasswords.server1 must be 8 to 20 letters, digits and signs of ASCII, without spaces; set it anew.",
        "bmcPasswords.server9: the lab file has no server of that name; remove it.",
        "bmcPassword must be 8 to 20 letters, digits and signs of ASCII, without spaces; set it anew.",
      ].join("\n"),
    });
  });
});
