import { Composer, Lexer, LineCounter, Parser, YAMLParseError, type Document } from "yaml";

/** One YAML document with its lines; where the text is no sound YAML, the first reason instead. */
interface YamlText {
  readonly document?: Document.Parsed;
  readonly lines: LineCounter;
  readonly fault?: { readonly offset: number; readonly message: string };
}

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

// the lab file needs about six; the library's composer is recursive and dies of thousands
const deepest = 64;

/** Reads one YAML document. Never throws for bad text. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  const composer = composerToFirstError();
  try {
    const [document, second] = composer.compose(tokens(parser, lines, text), true, text.length);
    const wrong = document?.errors[0] ?? document?.warnings[0];
    if (wrong) return { lines, fault: faultOf(wrong, text, lines) };
    if (document && document.directives.yaml.version !== "1.2") {
      return { lines, fault: { offset: 0, message: otherVersion } };
    }
    if (second) return { lines, fault: { offset: second.range[0], message: secondDocument } };
    return { lines, ...(document && { document }) };
  } catch (error) {
    if (error instanceof TooDeep) {
      return { lines, fault: { offset: parser.offset, message: error.message } };
    }
    if (!(error instanceof YAMLParseError)) throw error;
    return { lines, fault: faultOf(error, text, lines) };
  }
}

const otherVersion =
  "the `%YAML` line asks for another version than 1.2, in which `yes` and MAC addresses mean something else; remove the line";

/** What the library keeps to itself of a composer. Without it all would work, only slower. */
interface ComposerInside {
  onError: (...about: readonly unknown[]) => void;
  readonly errors: readonly YAMLParseError[];
}

/** It stops at the first error: a text may have a million, and each takes the library its time. */
function composerToFirstError(): Composer {
  // the library compares each key with all others before it: duplicates are found where data is made
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "error" });
  const inner = composer as unknown as ComposerInside;
  const { onError } = inner;
  inner.onError = (...about) => {
    onError(...about);
    const [error] = inner.errors;
    if (error) throw error;
  };
  return composer;
}

const secondDocument =
  "a second YAML document begins; a lab is one document: remove the `---` before it";

class TooDeep extends Error {
  override readonly message = `nested more than ${String(deepest)} deep; no lab file needs that`;
}

/** As `parser.parse`, but stops at the first error, and where it gets too deep. */
function* tokens(parser: Parser, lines: LineCounter, text: string): Generator<Token> {
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
      if (token.type === "error") return;
    }
    if (parser.stack.length > deepest) throw new TooDeep();
  }
  yield* parser.end();
}

type Fault = NonNullable<YamlText["fault"]>;
type YamlError = Pick<YAMLParseError, "code" | "message" | "pos">;

/** A space that is none, as it comes with text from web pages, explains what else is a riddle. */
function faultOf(error: YamlError, text: string, lines: LineCounter): Fault {
  const [offset] = error.pos;
  const start = lines.lineStarts[lines.linePos(offset).line - 1] ?? 0;
  const [line = ""] = text.slice(start).split("\n", 1);
  const strange = line.search(/(?![ \t\r])[\s\u200B\uFEFF]/);
  if (strange < 0) return { offset, message: advice(error) };
  const code = line.charCodeAt(strange).toString(16).toUpperCase().padStart(4, "0");
  const message = `not valid YAML: U+${code} looks like a space here and is none; write a plain space`;
  return { offset: start + strange, message };
}

function advice({ code, message }: { readonly code: string; readonly message: string }): string {
  const plain = message.replace(/\.$/, "").slice(0, 160);
  return `not valid YAML: ${lowerFirst(plain)}; ${steps[code] ?? "correct the text here or just before it"}`;
}

const steps: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BAD_ALIAS: "write the value out",
  TAG_RESOLVE_FAILED: "remove the `!...` tag",
  BAD_SCALAR_START: "put the value in quotes",
  BAD_DQ_ESCAPE: "write two backslashes for one, or use single quotes",
  BLOCK_IN_FLOW: "look for a comma that is missing, or put a value that contains `: ` in quotes",
  UNEXPECTED_TOKEN: "put the whole value in quotes, or look for a comma or bracket too many",
  BAD_DIRECTIVE: "remove the line",
  BLOCK_AS_IMPLICIT_KEY: "check the indentation, or put a value that contains `: ` in quotes",
  MULTILINE_IMPLICIT_KEY: "add a colon and a space after the key, or check the indentation",
  BAD_INDENT: "check the indentation",
  MISSING_CHAR: "check quotes, brackets and colons, here and above",
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
