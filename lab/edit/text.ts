import { isMap, isScalar, type YAMLMap } from "yaml";

import { addFirst, addToBlock, removeFromBlock, startOf } from "./block.ts";
import { findPair, isQuoted } from "./entry.ts";
import { addToFlow, removeFromFlow } from "./flow.ts";
import { Lines, spliced, type Splice } from "./lines.ts";
import { parseYaml } from "../reading/yaml.ts";

/** The keys of the lab file that hold named entries. */
export type Section = "clusters" | "servers";

/**
 * The text of a sound lab file with one more entry; all the rest stays byte for byte as it is. Whether it
 * says what it is to say has to be seen: there are ways to write YAML that are not thought of here.
 */
export function addEntry(text: string, section: Section, name: string, entry: object): string {
  return edited(text, (lines, root) => additions(lines, root, section, name, entry));
}

/** As addEntry, without the entry that is there. */
export function removeEntry(text: string, section: Section, name: string): string {
  return edited(text, (lines, root) => removals(lines, root, section, name));
}

/** As addEntry, with another pinned SSH key of the host whose entry is at the path. */
export function setHostKey(text: string, path: readonly string[], hostKey: string): string {
  return edited(text, (lines, root) => keySplices(lines, root, path, hostKey));
}

function keySplices(
  lines: Lines,
  root: YAMLMap,
  path: readonly string[],
  hostKey: string,
): Splice[] {
  let host: unknown = root;
  for (const key of path) host = isMap(host) ? findPair(host, key)?.value : undefined;
  if (!isMap(host)) return [];
  const add = (map: YAMLMap, key: string, inner: object | string): Splice[] =>
    map.flow
      ? addToFlow(lines, map, key, inner)
      : addToBlock(lines, map, key, inner, { step: usualStep(lines, root), flow: true });
  const ssh = findPair(host, "ssh")?.value;
  if (!isMap(ssh)) return add(host, "ssh", { hostKey });
  const old = findPair(ssh, "hostKey")?.value;
  const [from, to] = isScalar(old) ? (old.range ?? []) : [];
  if (from === undefined || to === undefined) return add(ssh, "hostKey", hostKey);
  return [{ from, to, text: hostKey }];
}

function edited(text: string, splices: (lines: Lines, root: YAMLMap) => readonly Splice[]): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  const root = parseYaml(body).document?.contents;
  return isMap(root) ? mark + spliced(body, splices(new Lines(body), root)) : text;
}

function additions(
  lines: Lines,
  root: YAMLMap,
  section: Section,
  name: string,
  entry: object,
): Splice[] {
  const step = usualStep(lines, root);
  const add = (map: YAMLMap, key: string, inner: object, flow: boolean): Splice[] =>
    map.flow
      ? addToFlow(lines, map, key, inner)
      : addToBlock(lines, map, key, inner, { step, flow });
  const pair = findPair(root, section);
  if (!pair) return add(root, section, { [name]: entry }, false);
  const { value } = pair;
  const last = isMap(value) ? value.items.at(-1) : undefined;
  if (isMap(value) && last)
    return add(value, name, entry, isMap(last.value) && last.value.flow === true);
  const empty = isMap(value) ? lines.text.slice(startOf(value), value.range?.[1]) : "{}";
  if (!root.flow && /^\{[ \t]*\}$/.test(empty)) return addFirst(lines, pair, name, entry, step);
  return isMap(value) ? addToFlow(lines, value, name, entry, isQuoted(root)) : [];
}

function removals(lines: Lines, root: YAMLMap, section: Section, name: string): Splice[] {
  const map = findPair(root, section)?.value;
  const pair = isMap(map) ? findPair(map, name) : undefined;
  if (!isMap(map) || !pair) return [];
  return map.flow ? removeFromFlow(lines, map, pair) : removeFromBlock(lines, map, pair);
}

/** How much deeper the file indents each level. */
function usualStep(lines: Lines, root: YAMLMap): number {
  for (const { key, value } of root.items) {
    const inner = isMap(value) && !value.flow ? value.items[0]?.key : undefined;
    if (isScalar(inner)) return lines.column(startOf(inner)) - lines.column(startOf(key));
  }
  return 2;
}
