import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { scratchProject } from "../test/e2e/scratchProject.ts";
import { traceOf } from "../test/e2e/trace.ts";
import { SimulatedHosts } from "./hosts/simulatedHosts.ts";
import { measured, type Measured } from "./measured.ts";
import { median } from "./statistics.ts";

const rounds = 3;

/** Previews the foundation of labs of growing size, whose servers are simulated, and tells what that takes. */
export async function benchFoundation(sizes: readonly number[]): Promise<void> {
  console.log("Preview of the foundation, nothing changed; the jumphost is one more host");
  console.log(header);
  for (const servers of sizes) console.log(await row(servers));
}

const header =
  "servers   preview       CPU    memory  ms a server  connections  at once  refused  round trips  first up";

async function row(servers: number): Promise<string> {
  const folder = scratchProject();
  const addresses = Array.from({ length: servers + 1 }, (_, index) => `192.0.2.${index + 1}`);
  const hosts = await SimulatedHosts.start(join(folder, "hosts"), addresses);
  try {
    writeFileSync(join(folder, "lab.yaml"), labFile(addresses));
    return await previews(folder, hosts, servers);
  } finally {
    await hosts.end();
    rmSync(folder, { recursive: true });
  }
}

async function previews(folder: string, hosts: SimulatedHosts, servers: number): Promise<string> {
  const pulumi = async (...args: string[]): Promise<Measured> => {
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
  };
  await pulumi("stack", "init", "lab");
  const first = await pulumi("up", "-s", "lab", "--yes", "--skip-preview");
  const taken: Measured[] = [];
  hosts.told();
  rmSync(join(folder, "trace"));
  for (let round = 0; round < rounds; round++) {
    taken.push(await pulumi("preview", "-s", "lab", "--expect-no-changes"));
  }
  const told = hosts.told();
  const trips = traceOf(join(folder, "trace")).filter(({ event }) => event === "trip");
  const seconds = median(taken.map((one) => one.seconds));
  return [
    String(servers).padStart(7),
    `${seconds.toFixed(1)} s`.padStart(10),
    `${median(taken.map((one) => one.cpuSeconds)).toFixed(1)} s`.padStart(10),
    `${Math.max(...taken.map((one) => one.peakMib)).toFixed(0)} MiB`.padStart(10),
    ((seconds * 1000) / servers).toFixed(0).padStart(13),
    String(told.connections / rounds).padStart(13),
    String(told.atOnce).padStart(9),
    String(told.refused).padStart(9),
    String(trips.length / rounds).padStart(13),
    `${first.seconds.toFixed(1)} s`.padStart(10),
  ].join("");
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
