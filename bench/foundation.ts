import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { scratchProject } from "../test/e2e/scratchProject.ts";
import { traceOf } from "../test/e2e/trace.ts";
import { SimulatedHosts } from "./hosts/simulatedHosts.ts";
import { measured, type Measured } from "./measured.ts";
import { median } from "./statistics.ts";

const rounds = 3;

/** What a preview of a foundation takes, the median of three where it is a time. */
export interface FoundationRow {
  readonly servers: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
  /** In one preview, of all hosts. */
  readonly connections: number;
  readonly trips: number;
  /** Connections that were being made at a time. */
  readonly atOnce: number;
  /** How often an sshd took no connection for having too many. */
  readonly refused: number;
  readonly stateMib: number;
  /** Of the `up` that made it all. */
  readonly upSeconds: number;
}

/**
 * Previews the foundation of labs of growing size, whose servers are simulated, and adds a line of JSON for each to a
 * file.
 */
export async function benchFoundation(sizes: readonly number[], file: string): Promise<void> {
  for (const servers of sizes) {
    const row = await previewOf(servers);
    console.log(row);
    appendFileSync(file, `${JSON.stringify(row)}\n`);
  }
}

async function previewOf(servers: number): Promise<FoundationRow> {
  const folder = scratchProject();
  const addresses = Array.from({ length: servers + 1 }, (_, index) => `192.0.2.${index + 1}`);
  const hosts = await SimulatedHosts.start(join(folder, "hosts"), addresses);
  try {
    writeFileSync(join(folder, "lab.yaml"), labFile(addresses));
    return { servers, ...(await previews(folder, hosts)) };
  } finally {
    await hosts.end();
    rmSync(folder, { recursive: true });
  }
}

async function previews(
  folder: string,
  hosts: SimulatedHosts,
): Promise<Omit<FoundationRow, "servers">> {
  const trace = join(folder, "trace");
  await pulumi(folder, hosts, "stack", "init", "lab");
  const up = await pulumi(folder, hosts, "up", "-s", "lab", "--yes", "--skip-preview");
  const taken: Measured[] = [];
  hosts.told();
  rmSync(trace);
  for (let round = 0; round < rounds; round++) {
    taken.push(await pulumi(folder, hosts, "preview", "-s", "lab", "--expect-no-changes"));
  }
  const { connections, atOnce, refused } = hosts.told();
  return {
    seconds: median(taken.map((one) => one.seconds)),
    cpuSeconds: median(taken.map((one) => one.cpuSeconds)),
    peakMib: median(taken.map((one) => one.peakMib)),
    connections: connections / rounds,
    trips: traceOf(trace).filter(({ event }) => event === "trip").length / rounds,
    atOnce,
    refused,
    stateMib: statSync(join(folder, ".pulumi/stacks/ocplab/lab.json")).size / 2 ** 20,
    upSeconds: up.seconds,
  };
}

/** Runs Pulumi on the network of the hosts. @throws Error with the end of what it said, where it fails. */
async function pulumi(
  folder: string,
  hosts: SimulatedHosts,
  ...args: readonly string[]
): Promise<Measured> {
  const log = join(folder, "log");
  const argv = [...hosts.onNetwork(), join(folder, ".tools/bin/pulumi"), ...args];
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    LABHOST_TRACE: join(folder, "trace"),
  };
  const taken = await measured({ argv, cwd: folder, env, log });
  if (taken.code === 0) return taken;
  throw new Error(`pulumi ${args.join(" ")}:\n${readFileSync(log, "utf8").slice(-4_000)}`);
}

function labFile([jumphost = "", ...servers]: readonly string[]): string {
  return `version: 1
lab: { name: simulated, domain: lab.example.com }
network: { subnet: 192.0.2.0/24, gateway: 192.0.2.254, upstreamDns: [192.0.2.254], ntp: [${jumphost}] }
ssh: { user: root, keyFile: hosts/key, knownHosts: hosts/known_hosts }
jumphost: { name: jumphost, address: ${jumphost}, nic: eno1 }
servers:
${servers.map((address, index) => `  server${index + 1}: { address: ${address}, nic: eno1 }\n`).join("")}clusters: {}
`;
}
