import { checkLab } from "../check.ts";
import { addEntry, type Section } from "./text.ts";
import type { Cluster, Lab, Server } from "../model.ts";
import type { Finding, Path } from "../reading/problem.ts";
import { labFile, LabFileError, parseLab, parseSource } from "../read.ts";
import { Proposals } from "../reading/proposals.ts";
import { readShape } from "../reading/shape.ts";
import { readSource } from "../reading/source.ts";
import { label } from "../values.ts";

/** The lab file after an edit. */
export interface Edit {
  readonly text: string;
  /** False where the file says already what it was to say; then `text` is what it was. */
  readonly changed: boolean;
  /** Where the entry is in the text before; absent where it is not there. */
  readonly line?: number;
  /** The lab can work all the same. */
  readonly warnings: readonly Finding[];
}

/**
 * An edit that is not made. The findings are about the entry that was asked for, so their paths stand for
 * the arguments of whoever asked.
 */
export class EditRefused extends Error {
  override readonly name = "EditRefused";
  /** Whether single arguments are wrong by themselves, whatever the lab. */
  readonly usage: boolean;
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[], { usage = false, intro = "" } = {}) {
    super(intro);
    this.usage = usage;
    this.findings = findings;
  }
}

/** A sound lab file that is to be edited. */
export interface OpenLab {
  readonly text: string;
  readonly lab: Lab;
  readonly data: Readonly<Record<string, unknown>>;
  readonly line: (path: Path) => number;
}

/** Keys of an entry that the lab has to have something for, and why it has not. */
export interface Demand {
  readonly keys: readonly string[];
  readonly findings: readonly Finding[];
}

/** What messages have in place of the line of an entry that is in no file yet. */
const newLine = Number.POSITIVE_INFINITY;

/** Throws a LabFileError for a lab file with errors: nothing is built on those. */
export function openLab(text: string): OpenLab {
  const source = readSource(text);
  const lab = parseSource(source);
  const data = source.data as Readonly<Record<string, unknown>>;
  return { text, lab, data, line: (path) => source.line(path) };
}

/** An entry as the schema reads it, by itself. Throws an EditRefused with all that is wrong with it. */
export function readEntry(
  open: OpenLab,
  section: "clusters",
  name: string,
  entry: object,
): { readonly value: Cluster; readonly warnings: readonly Finding[] };
export function readEntry(
  open: OpenLab,
  section: "servers",
  name: string,
  entry: object,
): { readonly value: Server; readonly warnings: readonly Finding[] };
export function readEntry(
  { data }: OpenLab,
  section: Section,
  name: string,
  entry: object,
): { readonly value: Cluster | Server; readonly warnings: readonly Finding[] } {
  // under a name that is one, so that a bad name hides nothing else
  const { lab, findings } = readShape({ ...data, [section]: { entry } });
  const named = findings.map((finding) => asArgument(finding, name));
  const wrong = [...nameFindings(section, name), ...named.filter(({ warning }) => !warning)];
  const value = lab?.[section].entry;
  if (value && wrong.length === 0) return { value, warnings: named };
  throw new EditRefused(wrong, { usage: true });
}

/**
 * Adds an entry that was read. Throws an EditRefused with all that would be wrong with the lab; of the keys
 * of a demand that was not met nothing else is said.
 */
export function withEntry(
  open: OpenLab,
  section: Section,
  name: string,
  entry: object,
  demands: readonly Demand[] = [],
): Edit {
  const { lab, found } = checkWith(open, section, name, entry);
  const failed = demands.filter(({ findings }) => findings.length > 0);
  const unset = new Set(failed.flatMap(({ keys }) => keys));
  const known = failed.flatMap(({ findings }) => findings);
  const wrong = found.filter((finding) => isNew(finding, unset));
  if (known.length + wrong.length > 0) throw new EditRefused([...known, ...wrong]);
  const text = addEntry(open.text, section, name, entry);
  confirm(text, lab);
  const warnings = found.filter(({ path: place }) => place[0] === section && place[1] === name);
  return { text, changed: true, warnings };
}

/**
 * The last check, of the very text that is to be written: that it says what it is to say, and nothing
 * else. Throws an EditRefused where the file is written in a way that no splice fits in.
 */
export function confirm(text: string, wanted: Lab): void {
  try {
    if (said(parseLab(text)) === said(wanted)) return;
  } catch (error) {
    if (!(error instanceof LabFileError)) throw error;
  }
  const message =
    "it is written in a way that only a person can edit; make the change by hand, `ocplab check` checks it";
  throw new EditRefused([{ path: [labFile], message }]);
}

function said({ servers, clusters, ...rest }: Lab): string {
  const sorted = [servers, clusters].map((map) => Object.entries(map).sort(byKey));
  return JSON.stringify([rest, sorted]);
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** The lab with the entry, and what the checks say of it in the lines of the file as it is. */
function checkWith(open: OpenLab, section: Section, name: string, entry: object) {
  const read =
    section === "clusters"
      ? readEntry(open, section, name, entry)
      : readEntry(open, section, name, entry);
  const lab = { ...open.lab, [section]: { ...open.lab[section], [name]: read.value } };
  const line = (path: Path): number =>
    path[0] === section && path[1] === name ? newLine : open.line(path);
  const checked = checkLab(lab, { line });
  const proposals = new Proposals([lab], checked);
  const found = checked.map((finding) => {
    const message = finding.message.replaceAll(`line ${String(newLine)}`, "the new one");
    return proposals.complete({ ...finding, message });
  });
  return { lab, found };
}

/** Whether a finding is an error that does not come from what is not chosen yet. */
function isNew({ warning, path }: Finding, unset: ReadonlySet<string>): boolean {
  if (warning === true || unset.has(String(path[2]))) return false;
  // the load of the server that was asked for
  return !(unset.has("server") && path[0] === "servers");
}

function nameFindings(section: Section, name: string): Finding[] {
  const { error } = label.safeParse(name);
  return error ? [{ path: [section, name], message: error.issues[0]?.message ?? "" }] : [];
}

function asArgument(finding: Finding, name: string): Finding {
  const [section = "", , ...deeper] = finding.path;
  const message = finding.message.replace(" without quotes", "");
  return { ...finding, path: [section, name, ...deeper], message };
}
