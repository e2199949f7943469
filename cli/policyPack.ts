import { existsSync } from "node:fs";
import { join } from "node:path";

import { Option } from "commander";

import { CommandFailed } from "./failure.ts";

/** What the options of policyPackOptions become. */
export interface PolicyPackChoice {
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

/** `--policy-pack FOLDER` and `--policy-pack-config FILE`, as Pulumi has them. */
export function policyPackOptions(): [Option, Option] {
  return [
    new Option("--policy-pack <folder>", "rules that the run must keep, ocplab's own: policy"),
    new Option("--policy-pack-config <file>", "what the rules are told: JSON"),
  ];
}

/** The same for Pulumi. Throws a CommandFailed for a folder that holds no pack, and a file that is not there. */
export function policyPackFlags({ policyPack, policyPackConfig }: PolicyPackChoice): string[] {
  if (policyPack === undefined) {
    if (policyPackConfig === undefined) return [];
    throw new CommandFailed("usage", "--policy-pack-config: for which --policy-pack?");
  }
  if (!existsSync(join(policyPack, "PulumiPolicy.yaml"))) {
    const what = `--policy-pack ${policyPack}: no PulumiPolicy.yaml in it`;
    throw new CommandFailed("usage", `${what}; name the folder of a policy pack, such as policy`);
  }
  if (policyPackConfig === undefined) return [`--policy-pack=${policyPack}`];
  if (!existsSync(policyPackConfig)) {
    throw new CommandFailed("usage", `--policy-pack-config ${policyPackConfig}: no such file`);
  }
  return [`--policy-pack=${policyPack}`, `--policy-pack-config=${policyPackConfig}`];
}
