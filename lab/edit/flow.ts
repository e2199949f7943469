import { isNode, type Pair, type YAMLMap } from "yaml";

import { startOf } from "./block.ts";
import { isQuoted, renderInline } from "./entry.ts";
import type { Lines, Splice } from "./lines.ts";

/** Adds an entry after the last one between the braces of a map, on a line of its own if that has one. */
export function addToFlow(
  lines: Lines,
  map: YAMLMap,
  key: string,
  value: object | string,
  quoted = isQuoted(map),
): Splice[] {
  const entry = renderInline(key, value, quoted);
  const last = map.items.at(-1);
  if (!last) return [insert(startOf(map) + 1, padded(lines.text, startOf(map) + 1, entry))];
  const end = endOfPair(last);
  const ownLine = ownLineIndent(lines, last);
  if (ownLine === undefined) return [insert(end, `, ${entry}`)];
  const comma = commaAfter(lines.text, end);
  const rest = comma === undefined ? end : comma + 1;
  const lineEnd = lines.end(lines.at(rest - 1));
  const own = lines.eol + ownLine + entry;
  // the comment behind the last entry stays behind it
  if (!/^\s*(#|$)/.test(lines.text.slice(rest, lineEnd))) return [insert(end, `,${own}`)];
  return comma === undefined
    ? [insert(end, ","), insert(lineEnd, own)]
    : [insert(lineEnd, `${own},`)];
}

/** Takes an entry out from between the braces of a map, with its comma and the comment behind it. */
export function removeFromFlow(lines: Lines, map: YAMLMap, pair: Pair): Splice[] {
  const { text } = lines;
  const from = startOf(pair.key);
  const end = endOfPair(pair);
  const following = commaAfter(text, end);
  const previous = map.items[map.items.indexOf(pair) - 1];
  const preceding = previous && commaAfter(text, endOfPair(previous));
  const to = following === undefined ? end : following + 1;
  const comma =
    following === undefined && preceding !== undefined ? [cut(preceding, preceding + 1)] : [];
  const lastLine = lines.at(to - 1);
  const alone = /^\s*(#|$)/.test(text.slice(to, lines.end(lastLine)));
  if (ownLineIndent(lines, pair) !== undefined && alone) {
    return [...comma, cut(lines.start(lines.at(from)), lines.start(lastLine + 1))];
  }
  const spaces = /[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const before = comma[0] === undefined ? from - spaces : Math.max(from - spaces, comma[0].to);
  return [...comma, cut(before, to)];
}

function insert(offset: number, text: string): Splice {
  return { from: offset, to: offset, text };
}

function cut(from: number, to: number): Splice {
  return { from, to, text: "" };
}

/** An entry for empty braces, with a space on either side of it. */
function padded(text: string, offset: number, entry: string): string {
  return text.charAt(offset) === "}" ? ` ${entry} ` : ` ${entry}`;
}

function endOfPair({ key, value }: Pair): number {
  const end = (node: unknown): number => (isNode(node) ? (node.range?.[1] ?? 0) : 0);
  return Math.max(end(key), end(value));
}

/** The spaces before an entry that is the first thing on its line. */
function ownLineIndent(lines: Lines, { key }: Pair): string | undefined {
  const start = startOf(key);
  const before = lines.text.slice(lines.start(lines.at(start)), start);
  return before.trim() === "" ? before : undefined;
}

/** The next comma, if there are only spaces and comments before it. */
function commaAfter(text: string, offset: number): number | undefined {
  const [gap = ""] = /^(\s|#.*)*/.exec(text.slice(offset)) ?? [];
  const place = offset + gap.length;
  return text.charAt(place) === "," ? place : undefined;
}
