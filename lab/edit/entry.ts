import { Document, isMap, isScalar, type Pair, type YAMLMap } from "yaml";

/** How a new entry is written. */
export interface EntryStyle {
  /** In braces on one line. */
  readonly flow: boolean;
  /** Keys and strings in double quotes, as in JSON. */
  readonly quoted: boolean;
  /** How much deeper each level is indented. */
  readonly step: number;
}

/** The lines of one entry of a map, not indented. Small maps in it are written in braces. */
export function renderEntry(key: string, value: object | string, style: EntryStyle): string[] {
  const document = new Document({ [key]: value });
  const [entry] = (document.contents as YAMLMap).items;
  if (isMap(entry?.value)) {
    entry.value.flow = style.flow;
    if (!style.flow) foldLeaves(entry.value);
  }
  return textOf(document, style).trimEnd().split("\n");
}

/** One entry as it is written between the braces of a map. */
export function renderInline(key: string, value: object | string, quoted: boolean): string {
  const document = new Document({ [key]: value });
  (document.contents as YAMLMap).flow = true;
  return textOf(document, { quoted, step: 2 }).trim().slice(1, -1).trim();
}

/** Whether a map's last entry has its key in double quotes. */
export function isQuoted({ items }: YAMLMap): boolean {
  const key = items.at(-1)?.key;
  return isScalar(key) && key.type === "QUOTE_DOUBLE";
}

/** The pair with the key, as it is written in the text. */
export function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.source === key);
}

/** Maps of nothing but plain values go on one line, as people write them. */
function foldLeaves({ items }: YAMLMap): void {
  for (const { value } of items) {
    if (!isMap(value)) continue;
    if (value.items.every((pair) => isScalar(pair.value))) value.flow = true;
    else foldLeaves(value);
  }
}

function textOf(document: Document, { quoted, step }: Omit<EntryStyle, "flow">): string {
  const quotes = { defaultKeyType: "QUOTE_DOUBLE", defaultStringType: "QUOTE_DOUBLE" } as const;
  return document.toString({ indent: step, lineWidth: 0, ...(quoted && quotes) });
}
