import { Command } from "commander";

import { addCluster, type ClusterWish } from "../lab/edit/cluster.ts";
import { clusterTypeNames } from "../lab/model.ts";
import { labFile } from "../lab/read.ts";
import { exitCodeHelp } from "./failure.ts";
import { editLabFile, type EditOptions } from "./editFile.ts";
import { wholeNumber } from "./number.ts";

const flags: Readonly<Record<string, string>> = {
  type: "--type",
  id: "--id",
  server: "--server",
  firstAddress: "--first-address",
  size: "--size",
  masters: "--masters",
  workers: "--workers",
  hub: "--hub",
  image: "--image",
  "images.provisionhost": "--image",
  topic: "--topic",
  "install.topic": "--topic",
};

/** `ocplab add cluster`: finds the cluster its place in the lab and writes it into the lab file. */
export function addClusterCommand(): Command {
  return new Command("cluster")
    .summary("add a cluster to the lab file")
    .description(description)
    .argument("<name>", "also its stack's, and its domain's first label: NAME.DOMAIN")
    .requiredOption("--type <type>", clusterTypeNames().join(", "))
    .option("--server <server>", "the server that its nodes run on (the one with most room)")
    .option("--masters <number>", "how many masters (3, where the type has several)", wholeNumber)
    .option("--workers <number>", "how many workers (none)", wholeNumber)
    .option(
      "--size <number>",
      "addresses to keep, so that it can grow (what it needs)",
      wholeNumber,
    )
    .option("--first-address <address>", "where its block begins (the lowest free one)")
    .option("--id <number>", "two bytes of its MACs (the lowest free one)", wholeNumber)
    .option("--hub <cluster>", "the ACM hub that deploys it, instead of DCI itself")
    .option("--image <path>", "disk image: of provisionhost (ipi), else of every node")
    .option("--topic <topic>", "install OpenShift through DCI, for example OCP-4.19 (no install)")
    .option("--dry-run", "print the diff and write nothing")
    .addHelpText("after", help)
    .action((name: string, { dryRun, ...wish }: ClusterWish & EditOptions) => {
      const options = { dryRun: dryRun === true };
      const edit = editLabFile((text) => addCluster(text, name, wish), flags, options);
      if (!edit.changed) console.error(alreadyThere(name, edit.line));
      else {
        if (wish.size === undefined && wish.type !== "sno") console.error(noRoom(name));
        if (dryRun !== true) console.error(nextSteps(name));
      }
    });
}

const description = [
  "Adds a cluster to the lab file, and prints the diff to stdout. Nothing that is in the file moves; its comments and order stay.",
  "What is not given is chosen: the lowest free id, the lowest free block of addresses, and the server with the most room left for it. That is by memory, then by vCPUs, then by disk; a server that does not declare what it has comes after those that do.",
].join("\n\n");

const help = `
In brackets: what is taken where the option is not given.

Given again, the same command changes nothing. Where the cluster is there already
and an option says another thing than the file, it is refused; options that are
not given are not compared.

Examples:
  ocplab add cluster sno4 --type sno --topic OCP-4.19
  ocplab add cluster ocp2 --type ipi --workers 2 --image images/rhel9.qcow2
  ocplab add cluster edge1 --type abi --size 16 --server server3 --dry-run

Next: review the diff, then
  ocplab preview NAME
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

function alreadyThere(name: string, line = 0): string {
  return `cluster ${name} is in ${labFile} already (line ${String(line)}), as asked: nothing to do`;
}

function noRoom(name: string): string {
  return `The block of ${name} has the addresses that it needs, and none for more workers. Where it may grow, give it
a \`size\` while the addresses after it are free; --size does it from the start.`;
}

function nextSteps(name: string): string {
  return `cluster ${name} is now in ${labFile}. Next:
  ./ocplab preview ${name}`;
}
