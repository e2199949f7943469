import { isMap, isNode, isSeq, type Pair, type YAMLMap } from "yaml";

import { isQuoted, renderEntry } from "./entry.ts";
import type { Lines, Splice } from "./lines.ts";

// as the project's own files are formatted
const longestLine = 100;

/** Adds an entry after the last one of a block map that has some, in braces if that is wanted and short. */
export function addToBlock(
  lines: Lines,
  map: YAMLMap,
  key: string,
  value: object | string,
  usual: { readonly step: number; readonly flow: boolean },
): Splice[] {
  const last = map.items.at(-1);
  const indent = lines.column(startOf(last?.key));
  const sample = last?.value;
  const inner = isMap(sample) && !sample.flow ? sample.items[0] : undefined;
  const step = inner ? lines.column(startOf(inner.key)) - indent : usual.step;
  const place = endOfEntry(lines, lastLine(lines, last), indent);
  // a comment right above an entry would be taken for its own
  const apart = isSpaced(lines, map) || lines.isComment(place - 1);
  const text = styled(key, value, { flow: usual.flow, quoted: isQuoted(map), step, indent });
  return [insertLines(lines, place, [...(apart ? [""] : []), ...text])];
}

/** Adds the first entry of a block map whose key stands alone, perhaps with `{}` or `null` after it. */
export function addFirst(
  lines: Lines,
  section: Pair,
  key: string,
  value: object | string,
  step: number,
): Splice[] {
  const above = lines.column(startOf(section.key));
  const place = endOfEntry(lines, lastLine(lines, section), above + 1);
  const style = { flow: false, quoted: false, step, indent: above + step };
  const apart = lines.isComment(place - 1);
  const text = styled(key, value, style);
  const insert = insertLines(lines, place, [...(apart ? [""] : []), ...text]);
  const [from, to] = (isNode(section.value) ? section.value.range : undefined) ?? [0, 0];
  if (from === to) return [insert];
  const spaces = /[ \t]*$/.exec(lines.text.slice(0, from))?.[0].length ?? 0;
  return [{ from: from - spaces, to, text: "" }, insert];
}

/** Takes an entry out of a block map, with its comments: those above it, and those that are deeper. */
export function removeFromBlock(lines: Lines, map: YAMLMap, pair: Pair): Splice[] {
  const indent = lines.column(startOf(pair.key));
  let from = ownStart(lines, pair);
  let to = endOfEntry(lines, lastLine(lines, pair), indent + 1);
  if (lines.isBlank(from - 1)) {
    while (lines.isBlank(from - 1)) from--;
  } else if (map.items[0] === pair && map.items.length > 1) {
    while (lines.isBlank(to)) to++;
  }
  // a text whose last line has no end keeps it so
  const bare = to === lines.count && !lines.text.endsWith("\n");
  const start = bare && from > 0 ? lines.end(from - 1) : lines.start(from);
  return [{ from: start, to: lines.start(to), text: "" }];
}

/** Where a node begins in its text. */
export function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function styled(
  key: string,
  value: object | string,
  { indent, ...style }: { flow: boolean; quoted: boolean; step: number; indent: number },
): string[] {
  const indented = (flow: boolean): string[] =>
    renderEntry(key, value, { ...style, flow, step: Math.max(1, style.step) }).map(
      (line) => " ".repeat(indent) + line,
    );
  const [line = "", ...more] = indented(style.flow);
  return style.flow && line.length > longestLine ? indented(false) : [line, ...more];
}

/** Whether the last entries have a blank line between them. */
function isSpaced(lines: Lines, { items }: YAMLMap): boolean {
  const last = items.at(-1);
  return items.length > 1 && last !== undefined && lines.isBlank(ownStart(lines, last) - 1);
}

/** The first line of the comment right above an entry; the entry's own where it has none. */
function ownStart(lines: Lines, { key }: Pair): number {
  let line = lines.at(startOf(key));
  const indent = lines.column(startOf(key));
  while (lines.isComment(line - 1) && lines.indent(line - 1) === indent) line--;
  return line;
}

/** The line after an entry and after the comments below it that are indented as much as `least`. */
function endOfEntry(lines: Lines, last: number, least: number): number {
  let end = last + 1;
  const isDeep = (line: number): boolean => lines.isComment(line) && lines.indent(line) >= least;
  for (let line = end; lines.isBlank(line) || isDeep(line); line++) {
    if (isDeep(line)) end = line + 1;
  }
  return end;
}

function lastLine(lines: Lines, pair: Pair | undefined): number {
  const end = Math.max(endOf(pair?.key), endOf(pair?.value));
  return lines.at(lines.text.slice(0, end).trimEnd().length - 1);
}

/** Where the last value in a node ends; what the library counts to a block may be beyond that. */
function endOf(node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return Math.max(endOf(last?.key), endOf(last?.value));
  }
  if (isSeq(node) && node.flow !== true) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function insertLines(lines: Lines, place: number, added: readonly string[]): Splice {
  const { text, eol } = lines;
  const offset = lines.start(place);
  const bare = offset === text.length && text !== "" && !text.endsWith("\n");
  const block = added.join(eol);
  return { from: offset, to: offset, text: bare ? eol + block : block + eol };
}
