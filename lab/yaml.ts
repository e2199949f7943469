import { Composer, Lexer, LineCounter, Parser, type Document } from "yaml";

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
  // the library compares each key with all others before it: duplicates are found where data is made
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "error" });
  try {
    const [document, second] = composer.compose(tokens(parser, lines, text), true, text.length);
    const wrong = document?.errors[0] ?? document?.warnings[0];
    if (wrong) return { lines, fault: { offset: wrong.pos[0], message: advice(wrong) } };
    if (second) return { lines, fault: { offset: second.range[0], message: secondDocument } };
    return { lines, ...(document && { document }) };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { lines, fault: { offset: parser.offset, message: error.message } };
  }
}

const secondDocument =
  "a second YAML document begins; a lab is one document: remove the `---` before it";

class TooDeep extends Error {
  override readonly message = `nested more than ${String(deepest)} deep; no lab file needs that`;
}

/** As `parser.parse`, but stops where it gets too deep. */
function* tokens(parser: Parser, lines: LineCounter, text: string): Generator<Token> {
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new TooDeep();
  }
  yield* parser.end();
}

function advice({ code, message }: { readonly code: string; readonly message: string }): string {
  const plain = message.replace(/\.$/, "");
  return `not valid YAML: ${lowerFirst(plain)}; ${steps[code] ?? "correct the text here or just before it"}`;
}

const steps: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BAD_ALIAS: "write the value out",
  TAG_RESOLVE_FAILED: "remove the `!...` tag",
  BAD_SCALAR_START: "put the value in quotes",
  BLOCK_AS_IMPLICIT_KEY: "check the indentation, or put a value that contains `: ` in quotes",
  MULTILINE_IMPLICIT_KEY: "add a colon after the key, or check the indentation",
  BAD_INDENT: "check the indentation",
  MISSING_CHAR: "check quotes, brackets and colons, here and above",
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
