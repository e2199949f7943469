import type { FoundationDiff, ServerDiff } from "../lab/diff/foundationDiff.ts";
import { dnsmasqWords } from "./diffCluster.ts";
import { rest, type Limits } from "./diffLimits.ts";
import { changeText } from "./diffWords.ts";
import { table } from "./markdown.ts";

/** What changes of the jumphost, the network and the servers; nothing where nothing does. */
export function foundationPart(foundation: FoundationDiff, limits: Limits): string {
  const { jumphost, network, dnsmasq, time, servers } = foundation;
  const lines = [
    ...jumphost.map((change) => `- jumphost: ${changeText(change)}`),
    ...network.map((change) => `- network: ${changeText(change)}`),
    ...(dnsmasq === "none" ? [] : [`- ${dnsmasqWords[dnsmasq]}`]),
    ...(time === "none" ? [] : [`- the jumphost's time service ${time}`]),
  ];
  if (lines.length + servers.length === 0) return "";
  const rows = servers.slice(0, limits.servers).map(serverRow);
  const parts = [
    "### Foundation",
    lines.join("\n"),
    table(["Server", "What happens", "Its network", "Changes"], rows),
    rest(servers.length - limits.servers, "servers that change"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function serverRow({ name, change, network, values }: ServerDiff): string[] {
  const does = network.length === 0 ? "stays" : `**${network.join("; ")}**`;
  return [name, words[change], does, values.map(changeText).join("; ")];
}

const words = {
  created: "new",
  changed: "changes",
  removed: "leaves the lab file, what is ours stays on it",
  retired: "is retired: everything of ours is taken off",
};
