import * as z from "zod";

import { label } from "../lab/values.ts";
import { alignColumns } from "./columns.ts";
import { queryPulumi } from "./engine/query.ts";
import { CommandFailed } from "./failure.ts";

/** The stack of a cluster that the lab file names no more, as its state knows it. */
export interface LeftStack {
  readonly name: string;
  /** How many objects it has, on all hosts. */
  readonly objects: number;
  readonly machines: readonly { readonly name: string; readonly server: string }[];
}

const resource = z.object({
  type: z.string(),
  provider: z.string().default(""),
  protect: z.boolean().default(false),
  outputs: z.record(z.string(), z.unknown()).default({}),
});
const state = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

/**
 * Undefined where the backend has no stack of that name. Throws a CommandFailed where its state cannot be read, or
 * where the cluster is protected.
 */
export function leftStack(name: string): LeftStack | undefined {
  const exported = label.safeParse(name).success ? exportOf(name) : undefined;
  if (exported === undefined) return undefined;
  const { resources } = state.parse(JSON.parse(exported)).deployment;
  if (resources.some(({ protect }) => protect)) throw new CommandFailed("refused", kept(name));
  const machines = resources
    .filter(({ type }) => type === "libvirt:index/domain:Domain")
    // the provider of a server has the server's name: ...::pulumi:providers:libvirt::server1::ID
    .map(({ provider, outputs }) => ({
      name: String(outputs.name),
      server: provider.split("::").at(-2) ?? "",
    }));
  const own = resources.filter(({ type }) => !type.startsWith("pulumi:"));
  return { name, objects: own.length, machines };
}

/** What a destroy of it takes away. */
export function leftStackText({ name, objects, machines }: LeftStack): string {
  const rows = machines.map((machine) => [`    ${machine.name}`, machine.server]);
  return [
    `  cluster ${name}, which the lab file names no more: ${String(objects)} objects of its stack`,
    ...(rows.length > 0 ? [alignColumns(rows)] : []),
  ].join("\n");
}

function exportOf(name: string): string | undefined {
  const argv = ["stack", "export", "--stack", name];
  try {
    return queryPulumi(argv, (reason) => `${name}: its state cannot be read: ${reason}`);
  } catch (error) {
    const missing = `no stack named '${name}' found`;
    if (error instanceof CommandFailed && error.message.includes(missing)) return undefined;
    throw error;
  }
}

function kept(name: string): string {
  return (
    `${name}: it is protected, and no more in the lab file; if it may go, put its entry back with ` +
    `\`protected: false\`, run \`./ocplab up ${name}\`, and then this again\nnothing is changed`
  );
}
