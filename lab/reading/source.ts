import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from "yaml";

import { textProblem } from "./fileText.ts";
import { pathText, type Finding, type Locator, type Path, type Problem } from "./problem.ts";
import type { Gaps } from "./tellable.ts";
import { parseYaml } from "./yaml.ts";

/** The text of a lab file as data, with the place of everything in it. */
export interface Source extends Locator {
  /** Undefined where the text is no sound YAML. */
  readonly data: unknown;
  /** What is wrong with the text itself. */
  readonly problems: readonly Problem[];
  /** Where the data is not what the text says. */
  readonly gaps: Gaps;
  /** Gives a finding its place: that of its value, else of its key, else of what it is missing from. */
  place(finding: Finding): Problem;
}

/** Reads the text of a lab file. Never throws for bad text: what is wrong with it is in `problems`. */
export function readSource(text: string): Source {
  const bad = textProblem(text);
  if (bad) return unreadable(bad);
  const { document, lines, fault } = parseYaml(text.replace(/^\uFEFF/, ""));
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const contents = document?.contents;
  if (fault || !contents || (isScalar(contents) && contents.value === null)) {
    const { offset, message } = fault ?? {
      offset: 0,
      message: "is empty; begin with `version: 1`",
    };
    return unreadable({ path: "", message, ...at(offset) });
  }
  const places = new Places(contents);
  const line = (path: Path): number => at(places.offset(path)).line;
  const place = ({ path, message, atKey }: Finding): Problem => ({
    path: pathText(path),
    message,
    ...at(places.offset(path, atKey)),
  });
  const reading = new Reading(lines);
  const data = reading.data(contents, []);
  return { data, problems: reading.problems, gaps: reading, line, place };
}

function unreadable(problem: Problem): Source {
  const gaps = { unread: [], incomplete: [] };
  return { data: undefined, problems: [problem], gaps, line: () => 1, place: () => problem };
}

/** One walk from YAML nodes to plain data. */
class Reading implements Gaps {
  readonly problems: Problem[] = [];
  readonly unread: Path[] = [];
  readonly incomplete: Path[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  data(node: unknown, path: Path): unknown {
    if (isNode(node) && !isAlias(node) && node.tag !== undefined) return this.#tagged(node, path);
    if (isScalar(node)) return this.#scalar(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.data(item, [...path, index]));
    if (isMap(node)) return this.#map(node, path);
    if (isAlias(node)) {
      this.#report(node, path, `*${node.source} is an alias; write the value out, for all to see`);
      this.unread.push(path);
    }
    return null;
  }

  #tagged(node: Node, path: Path): null {
    const tag = String(node.tag).replace("tag:yaml.org,2002:", "!!");
    this.#report(node, path, `\`${tag}\` is a tag; remove it, and write the value plainly`);
    this.unread.push(path);
    return null;
  }

  /** What readers of YAML 1.1, such as Ansible, take for another number is refused. */
  #scalar(node: Scalar, path: Path): unknown {
    const { value, source = "" } = node;
    if (typeof value !== "number" || !Number.isFinite(value) || isHandedOn(path)) return value;
    if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(source)) return value;
    const message = `${source} is ${String(value)} to some readers of YAML and something else to others; write ${String(value)}`;
    this.#report(node, path, message);
    this.unread.push(path);
    return value;
  }

  #map(map: YAMLMap, path: Path): Record<string, unknown> {
    // without a prototype, so that no key means anything by itself
    const data = Object.create(null) as Record<string, unknown>;
    const seen = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = keyName(key);
      const first = name === undefined ? undefined : seen.get(name);
      if (name === undefined || name === "__proto__" || name === "<<") {
        this.#noKey(key, path);
      } else if (first !== undefined) {
        const { line } = this.#at(start(first));
        const isEntry = path.length === 1 && (path[0] === "servers" || path[0] === "clusters");
        // one of them may be what another place names
        if (isEntry) this.incomplete.push(path);
        const step = isEntry ? "rename one of them, or remove it" : "keep one of them";
        this.#report(key, [...path, name], `is already on line ${String(line)}; ${step}`);
      } else {
        seen.set(name, key);
        data[name] = this.data(value, [...path, name]);
      }
    }
    return data;
  }

  #noKey(key: unknown, path: Path): void {
    const message =
      keyName(key) === "<<"
        ? "`<<` merges nothing here; write the keys out, for all to see"
        : "this key is not a name; write a plain word, and put text that begins with { or [ in quotes";
    this.#report(key, path, message);
    this.incomplete.push(path);
  }

  #report(node: unknown, path: Path, message: string): void {
    this.problems.push({ path: pathText(path), message, ...this.#at(start(node)) });
  }

  #at(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

/** What DCI gets as it is: there any number is as good as another. */
function isHandedOn(path: Path): boolean {
  return path[0] === "clusters" && path[2] === "install" && path[3] === "extra";
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
