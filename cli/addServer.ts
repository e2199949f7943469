import { Command } from "commander";

import { addServer, type ServerWish } from "../lab/edit/server.ts";
import { foundationStackName } from "../lab/model.ts";
import { labFile } from "../lab/read.ts";
import { exitCodeHelp } from "./failure.ts";
import { editLabFile, type EditOptions } from "./editFile.ts";
import { decimal, wholeNumber } from "./number.ts";

const flags: Readonly<Record<string, string>> = {
  address: "--address",
  nic: "--nic",
  hypervisor: "--hypervisor",
  memory: "--memory",
  vcpus: "--vcpus",
  vcpuRatio: "--vcpu-ratio",
  disk: "--disk",
  provisioningNic: "--provisioning-nic",
};

/** `ocplab add server`: writes one more server into the lab file. */
export function addServerCommand(): Command {
  return new Command("server")
    .summary("add a server to the lab file")
    .description(description)
    .argument("<name>", "its host name in the lab: NAME.DOMAIN")
    .option("--nic <name>", "the NIC that becomes a port of its bridge; needed")
    .option("--address <address>", "its own address (the next free one after the other servers')")
    .option("--memory <size>", "memory that machines may take, for example 256GiB")
    .option("--vcpus <number>", "its hardware threads", wholeNumber)
    .option("--vcpu-ratio <number>", "virtual CPUs for each of them (1)", decimal)
    .option("--disk <size>", "room for the machines' disks, for example 2TiB")
    .option("--hypervisor <kind>", "kvm or qemu, which is software emulation (kvm)")
    .option("--provisioning-nic <name>", "a second NIC, for an ACM hub and its spokes")
    .option("--dry-run", "print the diff and write nothing")
    .addHelpText("after", help)
    .action((name: string, { dryRun, ...wish }: ServerWish & EditOptions) => {
      const options = { dryRun: dryRun === true };
      const edit = editLabFile((text) => addServer(text, name, wish), flags, options);
      if (!edit.changed) console.error(alreadyThere(name, edit.line));
      else if (dryRun !== true) console.error(nextSteps(name));
    });
}

const description = [
  "Adds a server to the lab file, and prints the diff to stdout. Nothing that is in the file moves; its comments and order stay.",
  "Declare memory, vCPUs and disk: with them a cluster that does not fit is refused before anything is touched.",
].join("\n\n");

const help = `
In brackets: what is taken where the option is not given. A server with the
jumphost's name is the jumphost, and has its address and NIC.

Given again, the same command changes nothing. Where the server is there already
and an option says another thing than the file, it is refused; options that are
not given are not compared.

Examples:
  ocplab add server server4 --nic eno1 --memory 256GiB --vcpus 64 --disk 2TiB
  ocplab add server server5 --nic eno1 --address 192.0.2.20 --dry-run

Next: review the diff, pin its SSH host key where knownHosts has not got it, then
  ocplab trust NAME
  ocplab preview ${foundationStackName}
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

function alreadyThere(name: string, line = 0): string {
  return `server ${name} is in ${labFile} already (line ${String(line)}), as asked: nothing to do`;
}

function nextSteps(name: string): string {
  return `server ${name} is now in ${labFile}. Next:
  ./ocplab trust ${name}      where its SSH host key is not pinned yet
  ./ocplab preview ${foundationStackName}`;
}
