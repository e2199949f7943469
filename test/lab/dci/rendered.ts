import assert from "node:assert/strict";

import { renderDci, type DciDocuments, type DciSources } from "../../../lab/dci/documents.ts";
import { buildPlan, type ClusterPlan, type Plan } from "../../../lab/plan.ts";
import { parseLab, readLab } from "../../../lab/read.ts";
import { sampleLab } from "../sampleLab.ts";

/** The sample with the install of both its clusters enabled. */
export const installedLab = lab("", "");

/** The sample, installed, with one more entry in an install. */
export function installWith(cluster: "ocp1" | "sno1", entry: string): string {
  return cluster === "ocp1" ? lab(entry, "") : lab("", entry);
}

/** The sample, installed, with one more line in a cluster. */
export function clusterWith(cluster: "ocp1" | "sno1", line: string): string {
  const place = cluster === "ocp1" ? "    id: 2\n" : "    id: 3\n";
  return installedLab.replace(place, `${place}    ${line}\n`);
}

/** A cluster of each kind that DCI installs in its own way, by what the golden files are called. */
export function kinds(): Readonly<Record<string, Planned>> {
  const queued = installWith("sno1", "queue: sno");
  return {
    ipi: pick(readPlan("lab.yaml"), "ocp1"),
    "ipi-ipmi": pick(planOf(clusterWith("ocp1", "bmc: ipmi")), "ocp1"),
    "sno-classic": pick(planOf(clusterWith("sno1", "classic: true")), "sno1"),
    "sno-queued": pick(planOf(queued), "sno1"),
    "abi-compact": pick(readPlan("examples/single-server.yaml"), "compact"),
    "abi-wide": pick(readPlan("examples/ten-servers.yaml"), "wide"),
    "acm-hub": pick(readPlan("examples/acm-hub.yaml"), "hub"),
    "acm-spoke-single": pick(readPlan("examples/acm-hub.yaml"), "spoke1"),
    "acm-spoke-several": pick(readPlan("examples/acm-hub.yaml"), "spoke2"),
  };
}

export interface Planned {
  readonly plan: Plan;
  readonly cluster: ClusterPlan;
  readonly documents: DciDocuments;
}

/** A cluster's documents; it must be installed. */
export function pick(plan: Plan, name: string, sources?: DciSources): Planned {
  const cluster = plan.clusters.find((candidate) => candidate.name === name);
  const documents = cluster && renderDci(plan, cluster, sources);
  assert.ok(documents, `no documents of ${name}`);
  return { plan, cluster, documents };
}

/** Documents of a cluster of a lab file's text. */
export function documentsOf(text: string, name: string, sources?: DciSources): DciDocuments {
  return pick(planOf(text), name, sources).documents;
}

export function planOf(text: string): Plan {
  return buildPlan(parseLab(text));
}

export function readPlan(file: string): Plan {
  return buildPlan(readLab(file));
}

/** The text of one of the files. */
export function textOf(documents: DciDocuments, name: string): string {
  const file = documents.files[name];
  assert.ok(file, `${name} among ${Object.keys(documents.files).join(", ")}`);
  return file.content;
}

function lab(ocp1: string, sno1: string): string {
  const install = (entry: string): string =>
    `    install: { enabled: true, topic: OCP-4.19${entry === "" ? "" : `, ${entry}`} }\n`;
  return sampleLab
    .replace("    workers: 3\n", (line) => line + install(ocp1))
    .replace("    id: 3\n", (line) => line + install(sno1));
}
