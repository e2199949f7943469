import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { Command } from "commander";

import type { FoundHost, FoundLab, Told } from "../lab/import/facts.ts";
import { ImportRefused } from "../lab/import/hosts.ts";
import { importLab, type Imported } from "../lab/import/importLab.ts";
import { labText } from "../lab/import/labText.ts";
import { labFile, parseLab } from "../lab/read.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { askFound } from "./import/ask.ts";
import { usualDci, usualDnsmasq, type Question } from "./import/question.ts";
import { atOnce } from "./probe/report.ts";
import { sideBySide } from "./sideBySide.ts";

interface ImportOptions {
  readonly jumphost: string;
  readonly keyFile?: string;
  readonly knownHosts?: string;
  readonly dnsmasq?: readonly string[];
  readonly dci?: readonly string[];
  readonly name?: string;
  readonly output?: string;
}

/** `ocplab import`: writes a lab file for a lab that was made by hand. */
export function importCommand(): Command {
  return new Command("import")
    .description("write a lab file for a lab that was made by hand")
    .argument("[server...]", "each server as [USER@]HOST; the jumphost too, if it has machines")
    .requiredOption("--jumphost <[user@]host>", "who serves DHCP and DNS, and runs the installs")
    .option("--key-file <path>", "private key for all of them (the ssh-agent's)")
    .option("--known-hosts <path>", "file of pinned host keys (OpenSSH's own)")
    .option("--dnsmasq <path>", "a file or folder of dnsmasq on the jumphost; repeatable", collect)
    .option("--dci <path>", "inventories, pipelines, settings on the jumphost; repeatable", collect)
    .option("--name <name>", "what people call the lab")
    .option("--output <file>", "write a new file instead of to stdout")
    .addHelpText("after", help)
    .action(importHosts);
}

const help = `
Asks the jumphost and each server once, over SSH, all at the same time, and changes nothing. A lab file is made from
  the jumphost's dnsmasq   network, reservations, names of clusters (/etc/dnsmasq.conf, /etc/dnsmasq.d, what they
                           name, or ocplab's own)
  DCI's documents there    types, roles of nodes, what was installed: inventories in YAML or INI, libvirt_resources.yml,
                           pipelines, settings (/etc/dci-openshift-agent, /var/lib/dci-openshift-agent, /etc/dci-pipeline,
                           /etc/ocplab)
  each server's libvirt    machines by their MACs: where they are, memory, vCPUs, disks, names
  NICs, bridges, ports

Machines that ocplab has not made itself become those of adopted clusters: their names, addresses and MACs stay, and
nothing touches them (docs/from-dci-lab.md). Nothing is guessed silently. On stderr is told, each with its place,
  left:     what no lab file can say, and what of the hosts is therefore not in it
  assumed:  what is in it although no host says so for sure
and whatever \`ocplab check\` finds wrong with the file, which is written all the same.

Hosts must be in a file of known host keys: an unknown one is never accepted.

Examples:
  ocplab import --jumphost jumphost.example.com server1.example.com server2.example.com --output ${labFile}
  ocplab import --jumphost admin@192.0.2.10 192.0.2.11 --dci '/home/dci/*-hosts'
${exitCodeHelp("done", "labFile", "usage", "refused", "notAsked")}`;

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function importHosts(servers: readonly string[], options: ImportOptions): Promise<void> {
  const { output } = options;
  if (output !== undefined && existsSync(output)) {
    throw new CommandFailed("refused", `${output} is there already; name a new file by --output`);
  }
  const imported = deriveFrom(await askAll(servers, options));
  const text = labText(imported);
  if (output === undefined) process.stdout.write(text);
  else writeFileSync(output, text, { flag: "wx" });
  for (const line of toldLines(imported.told)) console.error(line);
  const warned = (warning: string): void => {
    console.error(`warning: ${warning}`);
  };
  parseLab(text, output ?? labFile, warned);
}

/** One line for each, those of one place together. */
function toldLines(told: readonly Told[]): string[] {
  const lines = told.map(({ where, kind, message }) => `${kind}: ${where}: ${message}`);
  return [...new Set(lines)].sort();
}

function deriveFrom(lab: FoundLab): Imported {
  try {
    return importLab(lab);
  } catch (error) {
    if (error instanceof ImportRefused) throw new CommandFailed("refused", error.message);
    throw error;
  }
}

async function askAll(servers: readonly string[], options: ImportOptions): Promise<FoundLab> {
  const { keyFile, knownHosts, name } = options;
  const wanted = [...new Set([options.jumphost, ...servers])];
  const problems: string[] = [];
  const asked = await sideBySide(wanted, atOnce, async (text) => {
    const host = await askOne(text, text === options.jumphost, options);
    if ("problems" in host) problems.push(...host.problems.map((each) => `${text}: ${each}`));
    return "problems" in host ? undefined : host;
  });
  const [jumphost, ...others] = asked;
  if (jumphost === undefined || problems.length > 0) {
    throw new CommandFailed("notAsked", problems.sort().join("\n"));
  }
  const found = [...(servers.includes(options.jumphost) ? [jumphost] : []), ...others];
  return { name, keyFile, knownHosts, jumphost, servers: found.flatMap((host) => host ?? []) };
}

async function askOne(
  text: string,
  jumphost: boolean,
  { keyFile, knownHosts, dnsmasq = usualDnsmasq, dci = usualDci }: ImportOptions,
): Promise<FoundHost | { readonly problems: readonly string[] }> {
  const [user, address] = text.includes("@") ? text.split("@", 2) : ["root", text];
  if (!user || !address || !/^[a-z_][a-z0-9_-]*$/.test(user) || !/^\w[\w.:-]*$/.test(address)) {
    throw new CommandFailed("usage", `"${text}" is no host; write HOST or USER@HOST`);
  }
  const folder = process.cwd();
  const target = {
    ...{ name: address, address, user, retired: false },
    keyFile: keyFile === undefined ? undefined : resolve(folder, keyFile),
    knownHosts: knownHosts === undefined ? undefined : resolve(folder, knownHosts),
  };
  const question: Question = { jumphost, dnsmasq, dci, root: "/" };
  const asked = await askFound(target, question);
  return "problems" in asked ? asked : { address, user, facts: asked.facts };
}
