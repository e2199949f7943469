import type { LineCounter, YAMLParseError } from "yaml";

/** Why a text is no YAML, and where. */
export interface YamlFault {
  readonly offset: number;
  readonly message: string;
}

type YamlError = Pick<YAMLParseError, "code" | "message" | "pos">;

/**
 * An error of the YAML library in words for people who write lab files. A space that is none, as it comes
 * with text from web pages, explains what else is a riddle.
 */
export function faultOf(error: YamlError, text: string, lines: LineCounter): YamlFault {
  const [offset] = error.pos;
  const start = lines.lineStarts[lines.linePos(offset).line - 1] ?? 0;
  const [line = ""] = text.slice(start).split("\n", 1);
  if (/^(<{7}|={7}|>{7})( |\r?$)/.test(line)) {
    const message =
      "a merge of git left both sides here; keep one of them, and remove the lines with <<<<<<<, ======= and >>>>>>>";
    return { offset: start, message };
  }
  const strange = line.search(/(?![ \t\r])[\s\u200B\uFEFF]/);
  if (strange >= 0) {
    const code = line.charCodeAt(strange).toString(16).toUpperCase().padStart(4, "0");
    const message = `not valid YAML: U+${code} looks like a space here and is none; write a plain space`;
    return { offset: start + strange, message };
  }
  if (/^[ \t]*-[^\s-]/.test(line) && [noColon(), notInLine()].includes(advice(error, ""))) {
    const message = "not valid YAML: an entry of a list needs a space after its `-`; write one";
    return { offset: start + line.indexOf("-"), message };
  }
  if (error.code === "TAB_AS_INDENT") return { offset, message: tabMessage(text, start) };
  const [, quote] = /^Missing closing (.)quote/.exec(error.message) ?? [];
  const place = quote === undefined ? offset : (openQuote(text, quote) ?? offset);
  return { offset: place, message: `not valid YAML: ${advice(error, text.slice(offset))}` };
}

/** One run tells all such lines, as the reader stops at the first. */
function tabMessage(text: string, start: number): string {
  const indented = text
    .split("\n")
    .flatMap((line, at) => (/^ *\t\s*\S/.test(line) ? [at + 1] : []));
  const first = text.slice(0, start).split("\n").length;
  const others = indented.filter((line) => line !== first);
  const noun = others.length === 1 ? "line" : "lines";
  const shown = others.slice(0, 10).join(", ");
  const rest = others.length > 10 ? ` and ${String(others.length - 10)} more` : "";
  const also = others.length === 0 ? "" : `; ${noun} ${shown}${rest} too`;
  return `not valid YAML: a tab is no indentation; indent with spaces${also}`;
}

/** The likely place of a quote that is never closed: on the first line with an odd number of them. */
function openQuote(text: string, quote: string): number | undefined {
  let start = 0;
  for (const line of text.split("\n")) {
    const code = line.replace(/(^|\s)#.*/, "").replaceAll(/\\./g, "  ");
    if (code.split(quote).length % 2 === 0) return start + code.lastIndexOf(quote);
    start += line.length + 1;
  }
  return undefined;
}

function advice({ code, message }: YamlError, rest: string): string {
  const said = words.find(([which, pattern]) => which === code && pattern.test(message));
  const text = said?.[2] ?? "the text cannot be read here; correct it here or just before";
  return typeof text === "string" ? text : text(message, rest);
}

type Words = string | ((message: string, rest: string) => string);

/** By the library's code and, where one code has several meanings, by its message. */
const words: readonly (readonly [code: string, message: RegExp, Words])[] = [
  ["BAD_INDENT", /same column/, notInLine()],
  ["BAD_INDENT", /end with a/, neverClosed],
  [
    "BAD_INDENT",
    /./,
    "the lines of this value are not indented more than its key; check the indentation",
  ],
  [
    "BLOCK_AS_IMPLICIT_KEY",
    /mappings/,
    (_message, rest) =>
      /^[^\n]*?: /.test(rest)
        ? "there is a second `: ` on this line; put a value that contains one in quotes, or begin a new line"
        : "a value stands here, and below it are deeper `key: value` lines; indent those like this line, or remove the value",
  ],
  [
    "BLOCK_AS_IMPLICIT_KEY",
    /./,
    "a list cannot be a key; write a plain word, or check the indentation",
  ],
  ["MULTILINE_IMPLICIT_KEY", /./, noColon()],
  ["MISSING_CHAR", /followed by map values/, noColon()],
  [
    "MISSING_CHAR",
    /closing/,
    (message) =>
      `a ${message.includes("'quote") ? "'" : '"'} opens here, or further down, and is never closed; close it`,
  ],
  ["MISSING_CHAR", /end with a/, neverClosed],
  ["MISSING_CHAR", /space after :/, "there is no space after a colon; write one"],
  ["MISSING_CHAR", /Missing , /, "a comma is missing between two entries in brackets; write one"],
  [
    "MISSING_CHAR",
    /Comments/,
    "a `#` that is to begin a comment needs a space before it; write one",
  ],
  [
    "MISSING_CHAR",
    /Sequence item/,
    "a line in a list has no `-` before it; write one, or check the indentation",
  ],
  [
    "BLOCK_IN_FLOW",
    /./,
    "between brackets there is a `key:` where none can be; look for a comma that is missing, or put a value that contains `: ` in quotes",
  ],
  [
    "UNEXPECTED_TOKEN",
    /node end|scalar value/,
    "a value has ended, and more text follows; put the whole value in quotes, or look for a comma or bracket too many",
  ],
  [
    "UNEXPECTED_TOKEN",
    /Unexpected ,|empty item/,
    "a comma has nothing before it; remove it, or write what is missing",
  ],
  [
    "UNEXPECTED_TOKEN",
    /flow-(map|seq)-end|[\]}]/,
    "a bracket closes here that was never opened; remove it",
  ],
  [
    "UNEXPECTED_TOKEN",
    /block-seq-ind/,
    "a list begins with `-` on the line of its key; begin it on a line of its own, or write [one, other]",
  ],
  ["UNEXPECTED_TOKEN", /Block scalar/, "text follows | or > on its line; put the value in quotes"],
  [
    "BAD_SCALAR_START",
    /./,
    (message) => `a value cannot begin with ${message.at(-1) ?? ""}; put it in quotes`,
  ],
  [
    "BAD_DQ_ESCAPE",
    /./,
    (message) =>
      `${message.replace("Invalid escape sequence ", "").slice(0, 20)} means nothing between double quotes; write two backslashes for one, or use single quotes`,
  ],
  [
    "TAG_RESOLVE_FAILED",
    /./,
    (message) => {
      const [tag = "`!...`"] = /(?<=: )!\S{1,80}/.exec(message) ?? [];
      return `${tag} is a tag, which nothing here reads; remove it`;
    },
  ],
  [
    "BAD_ALIAS",
    /./,
    "a `*` or `&` stands for another place of the file; write the value out, or put it in quotes",
  ],
  ["BAD_DIRECTIVE", /./, "a line that begins with % is for programs; remove the line"],
  [
    "KEY_OVER_1024_CHARS",
    /./,
    "a key has more than 1024 characters; look for a quote or a colon that is missing",
  ],
  ["ALIAS_PROPS", /./, noMarks()],
  ["BAD_PROP_ORDER", /./, noMarks()],
  ["MULTIPLE_ANCHORS", /./, noMarks()],
  ["MULTIPLE_TAGS", /./, noMarks()],
];

function neverClosed(message: string): string {
  const [, bracket = "]"] = /end with a (.)/.exec(message) ?? [];
  const open = bracket === "]" ? "[" : "{";
  return `a ${open} above is not closed, or what is in it is not indented more than its key; close it with ${bracket}, or check the indentation`;
}

function notInLine(): string {
  return "this line begins in another column than those above it that it belongs with; check the indentation";
}

function noColon(): string {
  return "a key has no `: ` after it; write a colon and a space, or check the indentation";
}

function noMarks(): string {
  return "`&`, `*` and `!` before a value mean nothing here; remove them, or put the value in quotes";
}
