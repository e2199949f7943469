import { renderEntry } from "../edit/entry.ts";
import type { Imported } from "./importLab.ts";

const style = { flow: false, quoted: false, step: 2 } as const;

/** The text of an imported lab file. */
export function labText({ data }: Imported): string {
  const sections = Object.entries(data).map(([key, value]) => {
    const entry = typeof value === "object" && value !== null ? value : String(value);
    if (typeof entry === "string") return `${key}: ${entry}`;
    if (key === "servers" || key === "clusters")
      return entries(key, entry as Readonly<Record<string, object>>);
    const flow = key === "lab" || key === "jumphost" || key === "ssh" || key === "dci";
    return renderEntry(key, entry, { ...style, flow }).join("\n");
  });
  return `${head}\n${sections.join("\n\n")}\n`;
}

const head = `# yaml-language-server: $schema=docs/lab-file.schema.json
# Written by \`ocplab import\` from what the hosts told; yours from here on. Every key is in docs/lab-file.md.`;

/** With an empty line between clusters, and a server on one line. */
function entries(section: string, all: Readonly<Record<string, object>>): string {
  const isServers = section === "servers";
  const each = Object.entries(all).map(([name, entry]) =>
    renderEntry(name, entry, { ...style, flow: isServers })
      .map((line) => `  ${line}`)
      .join("\n"),
  );
  if (each.length === 0) return `${section}: {}`;
  return [`${section}:`, each.join(isServers ? "\n" : "\n\n")].join("\n");
}
