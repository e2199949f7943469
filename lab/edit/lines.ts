/** A text by its lines, which are counted from 0. Lines before the first and after the last are nothing. */
export class Lines {
  readonly text: string;
  /** What ends the text's lines. */
  readonly eol: "\n" | "\r\n";
  readonly #lines: readonly string[];
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.eol = text.includes("\r\n") ? "\r\n" : "\n";
    this.#lines = text === "" ? [] : text.split(/(?<=\n)/);
    let start = 0;
    this.#starts = this.#lines.map((line) => (start += line.length) - line.length);
  }

  get count(): number {
    return this.#lines.length;
  }

  /** The offset where a line begins; the end of the text for a line after the last. */
  start(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  /** The line that the character at the offset is on. */
  at(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  column(offset: number): number {
    return offset - this.start(this.at(offset));
  }

  /** The offset of a line's end, before what ends it. */
  end(line: number): number {
    return this.start(line) + (this.#lines[line] ?? "").replace(/\r?\n$/, "").length;
  }

  isBlank(line: number): boolean {
    return this.#lines[line]?.trim() === "";
  }

  /** Whether there is nothing but a comment on the line. */
  isComment(line: number): boolean {
    return /^ *#/.test(this.#lines[line] ?? "");
  }

  indent(line: number): number {
    return /^ */.exec(this.#lines[line] ?? "")?.[0].length ?? 0;
  }
}

/** Text that takes the place of the characters from one offset up to another. */
export interface Splice {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly text: string;
}

/** The text with splices made that do not overlap; of several at one place the first comes first. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const lastFirst = splices.toReversed().sort((one, other) => other.from - one.from);
  return lastFirst.reduce(
    (result, { from, to, text: inner }) => result.slice(0, from) + inner + result.slice(to),
    text,
  );
}
