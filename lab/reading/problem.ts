/** Where something is in the lab file: keys and list indexes from the top. */
export type Path = readonly (string | number)[];

/** The same text for the same path, for sets of them. */
export function pathKey(path: Path): string {
  return path.join("\n");
}

/** Something wrong with the lab file, before its place in the text is known. */
export interface Finding {
  readonly path: Path;
  /** `what is wrong; the next step`. */
  readonly message: string;
  /** Points at the key itself instead of its value. */
  readonly atKey?: boolean;
  /** The lab can work all the same. */
  readonly warning?: boolean;
  /**
   * What the next step proposes: so many free addresses in a row, or a free id. It comes after the message
   * once all findings are known, so that nothing is proposed twice.
   */
  readonly wants?: number | "id";
  /** Of findings at one place that are the same, whatever their words: whom an address belongs to, say. */
  readonly kind?: "overlap" | "reserved";
}

/** What is among the findings of one run and of another, in the words of the first. */
export function inBoth(ones: readonly Finding[], others: readonly Finding[]): Finding[] {
  const texts = new Set(others.map(findingText));
  return ones.filter((finding) => texts.has(findingText(finding)));
}

function findingText({ path, message, wants, kind }: Finding): string {
  return JSON.stringify([path, ...(kind === undefined ? [message, wants] : [kind])]);
}

/** Line numbers of the lab file, for messages that name a second place. */
export interface Locator {
  line(path: Path): number;
}

/** A finding with its place. Line and column count from 1; without them the whole file is meant. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

const printed = 100;

/** All that is wrong with one lab file; its message has a line per problem, in the file's order. */
export class LabFileError extends Error {
  override readonly name = "LabFileError";
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort(byPlace);
    const lines = sorted.slice(0, printed).map((problem) => problemText(file, problem));
    const rest = sorted.length - lines.length;
    if (rest > 0) lines.push(`${file}: ${String(rest)} more problems; correct these first`);
    super(lines.join("\n"));
    this.file = file;
    this.problems = sorted;
  }
}

/** `clusters.ocp1.nodes.worker-0.mac`, `network.ntp[0]`; keys that are no words are in quotes. */
export function pathText(path: Path): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${String(key)}]`;
    else text += text === "" ? keyText(key) : `.${keyText(key)}`;
  }
  return text;
}

const longestKey = 80;

function keyText(key: string): string {
  const short = key.length > longestKey ? `${key.slice(0, longestKey)}...` : key;
  return /^[^\s.:"'\p{C}]+$/u.test(key) ? short : JSON.stringify(short);
}

/** `lab.yaml:12:5: clusters.ocp1: what is wrong; the next step`. */
export function problemText(file: string, { line, column, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${String(line)}:${String(column ?? 1)}`;
  return visible(`${place}: ${path === "" ? "" : `${path}: `}${message}`);
}

/** One line that does nothing to a terminal: what cannot be seen, or turns the text around, is escaped. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{C}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** In the order of the file. */
export function byPlace(one: Problem, other: Problem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}
