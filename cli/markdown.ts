/** Text that came from a file, as Markdown that shows it and does nothing else: no markup, no mention. */
export function plainText(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]()#!|~$]/g, (sign) => `\\${sign}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;")
    .replaceAll(/:\/\//g, ":&#47;/")
    .replaceAll(/\s+/g, " ");
}

/** The same in a code span, for names, paths and commands. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** The same of a sentence with commands between backticks. */
export function spanned(sentence: string): string {
  return sentence
    .split("`")
    .map((part, index) => (index % 2 === 0 ? plainText(part) : code(part)))
    .join("");
}

/** A table; cells are Markdown already. Without rows nothing. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
