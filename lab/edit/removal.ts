import { checkLab } from "../check.ts";
import { hubOf } from "../clusterType.ts";
import { confirm, EditRefused, openLab, type Edit, type OpenLab } from "./edit.ts";
import { removeEntry, type Section } from "./text.ts";
import { Proposals } from "../reading/proposals.ts";
import { nearest } from "../reading/spelling.ts";

/** What a removal came to; `near` is a name that may have been meant where there is none of the given. */
export interface Removal extends Edit {
  readonly near?: string;
}

/**
 * Takes a cluster out of a lab file. Throws a LabFileError for a lab file that has errors already, and
 * an EditRefused where other entries need this one.
 */
export function removeCluster(text: string, name: string): Removal {
  const open = openLab(text);
  const spokes = spokesOf(open, name);
  if (spokes.length > 0) {
    const message = `it deploys ${spokes.join(", ")}; remove these first, or their \`hub\``;
    throw new EditRefused([{ path: ["clusters", name], message }]);
  }
  return removal(open, "clusters", name);
}

/**
 * Takes a server out of a lab file. Throws as removeCluster does, and an EditRefused while nodes are on
 * it, or where it was not retired before, unless that is forced.
 */
export function removeServer(text: string, name: string, { force = false } = {}): Removal {
  const open = openLab(text);
  const server = Object.hasOwn(open.lab.servers, name) ? open.lab.servers[name] : undefined;
  const path = ["servers", name];
  const users = server ? clustersOn(open, name) : [];
  if (users.length > 0) {
    const message = `nodes are on it, of ${users.join(", ")}; remove these first, or move them to another server`;
    throw new EditRefused([{ path, message }]);
  }
  if (server && !server.retired && !force) throw new EditRefused([{ path, message: notRetired }]);
  return removal(open, "servers", name);
}

const notRetired =
  "it is not retired, and once it is gone from the file nothing of ours on it can be taken off any more. " +
  "Write `retired: true` into its entry, `./ocplab up lab`, then remove it. " +
  "--force removes it as it is: for one that was never set up, or is gone for good";

function removal(open: OpenLab, section: Section, name: string): Removal {
  const entries = open.lab[section];
  if (!Object.hasOwn(entries, name)) {
    const near = nearest(name, Object.keys(entries));
    const nothing = { text: open.text, changed: false, warnings: [] };
    return { ...nothing, ...(near !== undefined && { near }) };
  }
  const { lab, wrong } = checkWithout(open, section, name);
  if (wrong.length > 0) throw new EditRefused(wrong, { intro: "others in the lab file need it" });
  const text = removeEntry(open.text, section, name);
  confirm(text, lab);
  return { text, changed: true, warnings: [] };
}

/** The lab without the entry, and what would be wrong with it, in the lines of the file as it is. */
function checkWithout({ lab, line }: OpenLab, section: Section, name: string) {
  const left = Object.entries(lab[section]).filter(([other]) => other !== name);
  const edited = { ...lab, [section]: Object.fromEntries(left) };
  const found = checkLab(edited, { line });
  const proposals = new Proposals([edited], found);
  const wrong = found
    .filter(({ warning }) => warning !== true)
    .map((finding) => proposals.complete(finding))
    .map(({ path, message }) => ({ path, message: `${message} (line ${String(line(path))})` }));
  return { lab: edited, wrong };
}

function spokesOf({ lab, line }: OpenLab, hub: string): string[] {
  return Object.entries(lab.clusters)
    .filter(([, cluster]) => hubOf(cluster) === hub)
    .map(([name]) => `cluster ${name} (line ${String(line(["clusters", name]))})`);
}

/** For example `cluster ocp1 (line 53)`. */
function clustersOn({ lab, line }: OpenLab, server: string): string[] {
  return Object.entries(lab.clusters).flatMap(([name, cluster]) => {
    const own = Object.values(cluster.nodes).some((node) => node.server === server);
    if (cluster.server !== server && !own) return [];
    return [`cluster ${name} (line ${String(line(["clusters", name]))})`];
  });
}
