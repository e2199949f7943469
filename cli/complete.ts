import { readFileSync } from "node:fs";

import { Command, type Argument, type Option } from "commander";

import { clusterTypeNames, foundationStackName } from "../lab/model.ts";
import { labFile } from "../lab/read.ts";
import { entries } from "../lab/reading/mended.ts";
import { readSource } from "../lab/reading/source.ts";

/** Names in the lab file. */
export interface LabNames {
  readonly clusters: readonly string[];
  readonly servers: readonly string[];
}

/** `ocplab complete -- WORD...`, which the shells' scripts call: one line for each word that may come last. */
export function completeCommand(): Command {
  return new Command("complete")
    .description("tell what may come next on a command line; see completion")
    .argument("[word...]", "the words after the program's name, the last one unfinished")
    .action((words: string[], _options: unknown, command: Command) => {
      const found = candidates(command.parent ?? command, words, namesInLabFile());
      if (found.length > 0) console.log(found.join("\n"));
    });
}

/** The words that may stand in place of the last one of a command line. */
export function candidates(program: Command, words: readonly string[], names: LabNames): string[] {
  const last = words.at(-1) ?? "";
  const { command, value, taken } = parse(program, words.slice(0, -1));
  const all = value
    ? valuesOf(value, names)
    : last.startsWith("-")
      ? optionsOf(command)
      : [
          ...command.commands.filter(isShown).map((one) => one.name()),
          ...argumentsOf(command, names),
        ];
  return [...new Set(all)].filter((word) => word.startsWith(last) && !taken.includes(word));
}

interface Parsed {
  readonly command: Command;
  /** The option whose value is being written. */
  readonly value: Option | undefined;
  /** What the command was given already. */
  readonly taken: readonly string[];
}

function parse(program: Command, words: readonly string[]): Parsed {
  let command = program;
  let value: Option | undefined;
  let taken: string[] = [];
  for (const word of words) {
    const option = command.options.find(({ long, short }) => word === long || word === short);
    const next = command.commands.find((one) => one.name() === word);
    if (option) value = option.required || option.optional ? option : undefined;
    else if (value) value = value.variadic ? value : undefined;
    else if (next) [command, taken] = [next, []];
    else taken.push(word);
  }
  // the value of such an option may be left out
  return { command, value: value?.optional ? undefined : value, taken };
}

function optionsOf(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
}

function valuesOf(option: Option, names: LabNames): readonly string[] {
  return option.argChoices ?? named(option.long?.replace("--", "") ?? "", names);
}

function argumentsOf(command: Command, names: LabNames): readonly string[] {
  return command.registeredArguments.flatMap((argument) =>
    argumentValues(command, argument, names),
  );
}

function argumentValues(command: Command, argument: Argument, names: LabNames): readonly string[] {
  if (argument.argChoices) return argument.argChoices;
  // `remove cluster NAME` names what its command is called; to add is to invent a name
  const isRemoved = argument.name() === "name" && command.parent?.name() === "remove";
  const known = named(isRemoved ? command.name() : argument.name(), names);
  const takesFoundation = ["up", "preview", "destroy"].includes(command.name());
  return takesFoundation ? [...known, foundationStackName] : known;
}

function named(what: string, { clusters, servers }: LabNames): readonly string[] {
  if (what === "cluster" || what === "hub") return clusters;
  if (what === "server") return servers;
  return what === "type" ? clusterTypeNames() : [];
}

function isShown(command: Command): boolean {
  return command.name() !== "complete";
}

/** A lab file that is being written has names too, whatever else is wrong with it. */
function namesInLabFile(): LabNames {
  try {
    const { data } = readSource(readFileSync(labFile, "utf8"));
    return {
      clusters: Object.keys(entries(data, "clusters")),
      servers: Object.keys(entries(data, "servers")),
    };
  } catch {
    return { clusters: [], servers: [] };
  }
}
