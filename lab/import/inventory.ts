import { parseDocument } from "yaml";

import { isMap, type Json } from "./json.ts";

/** A host of an Ansible inventory. */
export interface InventoryHost {
  readonly name: string;
  readonly groups: readonly string[];
  /** Its own, over those of its groups. */
  readonly vars: Readonly<Record<string, Json>>;
}

/** An inventory, flat. */
export interface Inventory {
  readonly vars: Readonly<Record<string, Json>>;
  readonly hosts: readonly InventoryHost[];
}

/** Reads an inventory in YAML or in INI; undefined for a text that is neither. */
export function readInventory(path: string, text: string): Inventory | undefined {
  return /\.ya?ml$/.test(path) ? ofYaml(text) : (ofYaml(text) ?? ofIni(text));
}

interface Group {
  vars: Record<string, Json>;
  /** Hosts with the variables that the group gives them. */
  hosts: Map<string, Record<string, Json>>;
  children: string[];
}

type Groups = Map<string, Group>;

function ofYaml(text: string): Inventory | undefined {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return undefined;
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  if (!isMap(data) || !Object.values(data).some(isGroup)) return undefined;
  const groups: Groups = new Map();
  for (const [name, group] of Object.entries(data)) addGroup(groups, name, group);
  return flat(groups);
}

function isGroup(value: unknown): boolean {
  return isMap(value) && ["vars", "hosts", "children"].some((key) => isMap(value[key]));
}

function addGroup(groups: Groups, name: string, value: unknown): void {
  const group = groupOf(groups, name);
  if (!isMap(value)) return;
  if (isMap(value.vars)) Object.assign(group.vars, value.vars);
  if (isMap(value.hosts)) {
    for (const [host, vars] of Object.entries(value.hosts)) {
      group.hosts.set(host, { ...group.hosts.get(host), ...(isMap(vars) ? vars : {}) });
    }
  }
  if (isMap(value.children)) {
    for (const [child, inner] of Object.entries(value.children)) {
      group.children.push(child);
      addGroup(groups, child, inner);
    }
  }
}

function ofIni(text: string): Inventory | undefined {
  const groups: Groups = new Map();
  let section = "ungrouped";
  let kind = "";
  for (const raw of text.split("\n")) {
    const line = raw.replace(/^\s*[#;].*$|\s#.*$/, "").trim();
    if (line === "") continue;
    const header = /^\[([^\]:]+)(?::(vars|children))?\]$/.exec(line);
    if (header) {
      [, section = "", kind = ""] = header;
      groupOf(groups, section);
    } else if (kind === "vars") {
      const [, key = "", value = ""] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      groupOf(groups, section).vars[key] = unquoted(value);
    } else if (kind === "children") groupOf(groups, section).children.push(line);
    else addHost(groupOf(groups, section), line);
  }
  return groups.size === 0 ? undefined : flat(groups);
}

function addHost({ hosts }: Group, line: string): void {
  const words = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  const [name = "", ...pairs] = words;
  const vars = pairs.flatMap((pair) => {
    const [, key, value = ""] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    return key === undefined ? [] : [[key, unquoted(value)] as const];
  });
  hosts.set(name, { ...hosts.get(name), ...Object.fromEntries(vars) });
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}

function groupOf(groups: Groups, name: string): Group {
  const group = groups.get(name) ?? { vars: {}, hosts: new Map(), children: [] };
  groups.set(name, group);
  return group;
}

function flat(groups: Groups): Inventory {
  const hosts = new Map<string, InventoryHost>();
  const visit = (name: string, above: readonly string[], vars: Record<string, Json>): void => {
    const group = groups.get(name);
    if (!group || above.includes(name)) return;
    const names = name === "all" ? above : [...above, name];
    const inherited = name === "all" ? vars : { ...vars, ...group.vars };
    for (const [host, own] of group.hosts) {
      const known = hosts.get(host);
      const all = [...new Set([...(known?.groups ?? []), ...names])];
      hosts.set(host, { name: host, groups: all, vars: { ...known?.vars, ...inherited, ...own } });
    }
    for (const child of group.children) visit(child, [...above, name], inherited);
  };
  for (const name of groups.keys()) visit(name, [], {});
  return { vars: groups.get("all")?.vars ?? {}, hosts: [...hosts.values()] };
}
