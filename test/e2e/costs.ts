import { readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import type { TestLab } from "./testLab.ts";
import { traceOf } from "./trace.ts";

/** What a preview of a stack costs, in numbers that are the same on every machine. */
export interface Costs {
  /** Logins by SSH that hosts saw, whoever made them. */
  readonly logins: Readonly<Record<string, number>>;
  /** Messages of labhost to hosts, each with its answer. */
  readonly trips: Readonly<Record<string, number>>;
  /** Plugins, and what they started, on the controller; what the engine itself starts is its own affair. */
  readonly processes: Readonly<Record<string, number>>;
  /** Calls for the resources: of the engine to plugins, of the program and of plugins to the engine. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Runs a preview of a stack and counts what it costs; nothing else may ask these hosts meanwhile. */
export async function previewCosts(
  lab: TestLab,
  stack: string,
  hosts: readonly string[],
): Promise<Costs> {
  const [trace, calls, programs] = ["trace", "calls", "programs"].map((name) =>
    join(lab.folder, name),
  ) as [string, string, string];
  const before = await logins(lab, hosts);
  await lab.must(
    ...[
      "strace",
      "-f",
      "-qq",
      "--seccomp-bpf",
      "--successful-only",
      "-e",
      "trace=execve",
      "-e",
      "signal=none",
    ],
    ...["-o", programs, "env", `LABHOST_TRACE=${trace}`],
    ...["pulumi", "preview", "-s", stack, "--non-interactive", "--expect-no-changes"],
    `--otel-traces=file://${calls}`,
  );
  const after = await logins(lab, hosts);
  const trips = traceOf(trace).filter(({ event }) => event === "trip");
  const costs = {
    logins: Object.fromEntries(
      hosts.map((host) => [host, (after.get(host) ?? 0) - (before.get(host) ?? 0)]),
    ),
    trips: counts(trips.map(({ host }) => host)),
    processes: counts(programsIn(readFileSync(programs, "utf8"))),
    calls: counts(callsIn(readFileSync(calls, "utf8"))),
  };
  for (const file of [trace, calls, programs]) rmSync(file);
  return costs;
}

/**
 * Size of a stack's state in KiB, without what is longer at one time or in one folder than in another: times,
 * secrets, and the places of the program, which Pulumi keeps for each resource.
 */
export async function stateKib(lab: TestLab, stack: string): Promise<number> {
  const exported = await lab.must("pulumi", "stack", "export", "-s", stack);
  const { deployment } = JSON.parse(exported, (key, value: unknown) =>
    varying.has(key) ? undefined : value,
  ) as { deployment: { resources: unknown } };
  return Math.round(JSON.stringify(deployment.resources).length / 1024);
}

const varying = new Set(["created", "modified", "ciphertext", "sourcePosition", "stackTrace"]);

async function logins(lab: TestLab, hosts: readonly string[]): Promise<Map<string, number>> {
  const count = "journalctl --unit=ssh --output=cat | grep -c '^Accepted' || true";
  const counted = hosts.map(
    async (host) => [host, Number(await lab.inHost(host, "sh", "-c", count))] as const,
  );
  return new Map(await Promise.all(counted));
}

/** From lines of strace: `4711 execve("/usr/bin/ssh", [...], ...) = 0`. */
function programsIn(text: string): string[] {
  const started = [...text.matchAll(/execve\("([^"]+)"/g)].map(([, path = ""]) => basename(path));
  return started.filter((name) => !/^(env|node|pulumi|pulumi-language-.*)$/.test(name));
}

/** From spans in OpenTelemetry's JSON: those of gRPC are named `pulumirpc.SERVICE/METHOD`. */
function callsIn(text: string): string[] {
  const names = [...text.matchAll(/"name":"pulumirpc\.(\w+\/\w+)"/g)].map(([, name = ""]) => name);
  // the bridge to Terraform, which takes a parameter, tells the engine much of its own
  const bridged = names.some((name) => name.endsWith("/Parameterize"));
  return names.filter((name) => ofResources.test(name) || (!bridged && name === "Engine/Log"));
}

/** The others are between the engine and its plugins alone, and another version of Pulumi has others. */
const ofResources =
  /^(ResourceMonitor\/(Read|Register)Resource(Outputs)?|ResourceProvider\/(Check|Configure|Diff|Read))$/;

function counts(names: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const name of [...names].sort()) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}
