import { Composer, Lexer, LineCounter, Parser, YAMLParseError, type Document } from "yaml";

import { faultOf, type YamlFault } from "./yamlFault.ts";

/** One YAML document with its lines; where the text is no sound YAML, the first reason instead. */
interface YamlText {
  readonly document?: Document.Parsed;
  readonly lines: LineCounter;
  readonly fault?: YamlFault;
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
