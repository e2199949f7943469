import { isUtf8 } from "node:buffer";

import type { Problem } from "./problem.ts";

// A thousand clusters need about 100 KiB; the YAML library takes a second or more for each MiB.
const largest = 4 * 1024 * 1024;

/** The text of a file, or what is wrong with it: size, encoding, characters that no text has. */
export function decodeText(bytes: Uint8Array): string | Problem {
  if (bytes.length > largest) return whole(tooLarge(bytes.length));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (/^(\uFFFD\uFFFD|[^]?\0)/.test(text)) {
    return whole("is in UTF-16, or is no text at all; save it in UTF-8");
  }
  const bad = isUtf8(bytes) ? -1 : text.indexOf("\uFFFD");
  return bad < 0 ? text : at(text, bad, "a byte here is not UTF-8; save the file in UTF-8");
}

/** What is wrong with a text whose file is not known. */
export function textProblem(text: string): Problem | undefined {
  if (text.length > largest) return whole(tooLarge(text.length));
  if (text.includes("\r") && !text.includes("\n")) return whole(macLines);
  const bad = text.search(unprintable);
  if (bad < 0) return undefined;
  const code = (text.codePointAt(bad) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return at(text, bad, `the character U+${code} has no place in a text; remove it`);
}

// what YAML 1.2 leaves out of "printable characters" (c-printable)
// eslint-disable-next-line no-control-regex
const unprintable = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF\p{Cs}]/u;

const macLines =
  "has lines that end with a carriage return alone; save it with the line ends of Unix (LF)";

function tooLarge(size: number): string {
  const mib = (size / 1024 / 1024).toFixed(1);
  return `is ${mib} MiB large, and the largest that is read has 4 MiB; is it the right file?`;
}

function whole(message: string): Problem {
  return { path: "", message };
}

function at(text: string, offset: number, message: string): Problem {
  const before = text
    .slice(0, offset)
    .replace(/^\uFEFF/, "")
    .split("\n");
  return { path: "", message, line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
