import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";

import { pathText, type Finding, type Locator, type Path, type Problem } from "./problem.ts";
import { parseYaml } from "./yaml.ts";

/** The text of a lab file as data, with the place of everything in it. */
interface Source extends Locator {
  /** Undefined where the text is no sound YAML. */
  readonly data: unknown;
  /** What is wrong with the text itself. */
  readonly problems: readonly Problem[];
  /** Gives a finding its place: that of its value, else of its key, else of what it is missing from. */
  place(finding: Finding): Problem;
}

/** Reads the text of a lab file. Never throws for bad text: what is wrong with it is in `problems`. */
export function readSource(text: string): Source {
  const { document, lines, fault } = parseYaml(text.replace(/^\uFEFF/, ""));
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (fault || !document?.contents) {
    const { offset, message } = fault ?? {
      offset: 0,
      message: "is empty; begin with `version: 1`",
    };
    const problem = { path: "", message, ...at(offset) };
    return { data: undefined, problems: [problem], line: () => 1, place: () => problem };
  }
  const places = new Places(document.contents);
  const line = (path: Path): number => at(places.offset(path)).line;
  const place = ({ path, message, atKey }: Finding): Problem => ({
    path: pathText(path),
    message,
    ...at(places.offset(path, atKey)),
  });
  const reading = new Reading(lines);
  const data = reading.data(document.contents, []);
  return { data, problems: reading.problems, line, place };
}

/** One walk from YAML nodes to plain data. */
class Reading {
  readonly problems: Problem[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  data(node: unknown, path: Path): unknown {
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item, index) => this.data(item, [...path, index]));
    if (isMap(node)) return this.#map(node, path);
    if (isAlias(node)) {
      this.#report(node, path, `*${node.source} is an alias; write the value out, for all to see`);
    }
    return null;
  }

  #map(map: YAMLMap, path: Path): Record<string, unknown> {
    // without a prototype, so that no key means anything by itself
    const data = Object.create(null) as Record<string, unknown>;
    const seen = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = keyName(key);
      const first = name === undefined ? undefined : seen.get(name);
      if (name === undefined || name === "__proto__") {
        this.#report(key, path, "this key is not a name; write a plain word");
      } else if (first !== undefined) {
        const line = this.#place(first).line;
        this.#report(key, [...path, name], `is already on line ${String(line)}; keep one of them`);
      } else {
        seen.set(name, key);
        data[name] = this.data(value, [...path, name]);
      }
    }
    return data;
  }

  #report(node: unknown, path: Path, message: string): void {
    this.problems.push({ path: pathText(path), message, ...this.#place(node) });
  }

  #place(node: unknown): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(start(node));
    return { line, column: col };
  }
}

/** Where things are in the text. */
class Places {
  readonly #root: ParsedNode;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

  constructor(root: ParsedNode) {
    this.#root = root;
  }

  offset(path: Path, atKey = false): number {
    let node: unknown = this.#root;
    let key: unknown;
    for (const step of path) {
      const next = this.#step(node, step);
      if (!next) return key === undefined ? 0 : start(key);
      key = next.key;
      node = next.value;
    }
    const plain = isScalar(node) && node.value !== null;
    return start(plain && !atKey ? node : (key ?? this.#root));
  }

  #step(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
    if (isSeq(node)) {
      const value = node.items[Number(step)];
      return value === undefined ? undefined : { key: value, value };
    }
    return isMap(node) ? this.#pairsOf(node).get(String(step)) : undefined;
  }

  #pairsOf(map: YAMLMap): Map<string, Pair> {
    let pairs = this.#pairs.get(map);
    if (!pairs) {
      // the first of two equal keys is the one that data has
      pairs = new Map(map.items.toReversed().map((pair) => [keyName(pair.key) ?? "", pair]));
      this.#pairs.set(map, pairs);
    }
    return pairs;
  }
}

function keyName(key: unknown): string | undefined {
  return isScalar(key) && key.value !== null ? key.source : undefined;
}

function start(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
