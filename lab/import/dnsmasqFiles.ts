import type { FoundFile } from "./facts.ts";

/** One setting of dnsmasq, without the two hyphens, and where it stands. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  /** `/etc/dnsmasq.conf:12`. */
  readonly place: string;
}

/** A line of another kind of file, in words. */
export interface Line {
  readonly text: string;
  readonly place: string;
}

/** The settings of the files of kind `conf`, in their order. */
export function settingsOf(files: readonly FoundFile[]): Setting[] {
  return linesOf(files, "conf").map(({ text, place }) => {
    const [, key = "", value = ""] = /^(?:--)?([^=\s]+)\s*=?\s*(.*)$/s.exec(text) ?? [];
    return { key, value: value.trim(), place };
  });
}

/** What is left of each line of the files of a kind without comments; empty ones are left out. */
export function linesOf(files: readonly FoundFile[], kind: FoundFile["kind"]): Line[] {
  return files
    .filter((file) => file.kind === kind)
    .flatMap(({ path, text }) =>
      text.split("\n").map((line, index) => ({
        // as dnsmasq does: a # counts at the beginning, or after a blank
        text: line.replace(/(^|\s)#.*$/, "").trim(),
        place: `${path}:${String(index + 1)}`,
      })),
    )
    .filter(({ text }) => text !== "");
}
