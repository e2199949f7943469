import type { LabDiff } from "../lab/diff/labDiff.ts";
import type { Lab } from "../lab/model.ts";
import { buildPlan } from "../lab/plan.ts";
import { diffLabs } from "../lab/diff/labDiff.ts";
import type { DiffSource } from "./diffSource.ts";

/**
 * What `ocplab diff --json` prints (with lab/diff/*.ts). Keys may be added to it; those that are here keep
 * their names and their meaning as long as `version` is 1. Memory and disk are in MiB; what there is none of
 * is absent.
 */
export interface DiffReport extends LabDiff {
  readonly version: 1;
  /** What is compared, as it was named. */
  readonly base: string;
  readonly head: string;
  /** The base has no lab file: everything is new. */
  readonly isNew: boolean;
  /** Changed files that the plans cannot speak of. */
  readonly otherFiles: {
    /** Of the program itself, and of the stacks' configuration. */
    readonly program: readonly string[];
    /** That the lab file names: hooks, disk images, keys. */
    readonly named: readonly string[];
  };
  readonly warnings: readonly string[];
}

/** The comparison of two lab files, and what else differs between the revisions that they are from. */
export function diffReport({ base, head, changedFiles, warnings }: DiffSource): DiffReport {
  const named = namedFiles(head.lab);
  return {
    version: 1,
    base: base.name,
    head: head.name,
    isNew: base.lab === undefined,
    ...diffLabs(base.lab, head.lab, new Set(changedFiles)),
    otherFiles: {
      program: changedFiles.filter((path) => program.test(path)),
      named: changedFiles.filter((path) => named.has(path)),
    },
    warnings,
  };
}

const program =
  /^((components|lab|load|provider|sdks|stacks)\/|index\.ts$|package(-lock)?\.json$|Pulumi(\.[^/]+)?\.yaml$)/;

function namedFiles(lab: Lab): ReadonlySet<string> {
  const { clusters, servers, jumphost } = buildPlan(lab);
  return new Set([
    ...clusters.flatMap(({ nodes }) => nodes.flatMap(({ image }) => image ?? [])),
    ...clusters.flatMap(({ install }) => Object.values(install?.hooks ?? {})),
    ...[jumphost, ...servers].flatMap(({ ssh }) =>
      [ssh.keyFile ?? [], ssh.knownHosts ?? []].flat(),
    ),
  ]);
}
