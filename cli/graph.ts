import { Command, Option } from "commander";

import { renderMermaid } from "../lab/graph/mermaid.ts";
import { renderSvg } from "../lab/graph/svg.ts";
import { topologyOf } from "../lab/graph/topology.ts";
import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { exitCodeHelp } from "./failure.ts";

const formats = { svg: renderSvg, mermaid: renderMermaid };

/** `ocplab graph`: the lab as a picture. */
export function graphCommand(): Command {
  return new Command("graph")
    .description(
      "draw the lab: jumphost, wire, servers with their bridges, clusters with their machines",
    )
    .argument("[file]", "another lab file, such as an example", labFile)
    .addOption(
      new Option("--format <format>", "an image, or text that Markdown shows as one")
        .choices(Object.keys(formats))
        .default("svg"),
    )
    .addHelpText("after", help)
    .action((file: string, { format }: { readonly format: keyof typeof formats }) => {
      process.stdout.write(formats[format](topologyOf(buildPlan(readLab(file)))));
    });
}

const help = `
Draws the plan, and asks no host. The same lab file gives the same bytes, so the picture may be committed.
The SVG follows the reader's light or dark mode. Of a lab with many machines Mermaid shows one box for
each cluster on a server. Retired servers are left out.

Examples:
  ocplab graph > lab.svg
  ocplab graph --format mermaid           for a block of Markdown that begins with \`\`\`mermaid
  ocplab graph examples/acm-hub.yaml > acm-hub.svg
${exitCodeHelp("done", "labFile", "usage")}`;
