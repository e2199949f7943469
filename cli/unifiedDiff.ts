const context = 3;

/**
 * The change of one file as `diff -u` writes it, for `patch -p1` and `git apply`; nothing for equal
 * texts. It is one hunk, from the first line that differs to the last.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return "";
  const was = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(was.length, now.length);
  let head = 0;
  while (head < shorter && was[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && was.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const from = Math.max(0, head - context);
  const behind = Math.min(tail, context);
  const wasEnd = was.length - tail;
  const nowEnd = now.length - tail;
  return [
    `--- a/${file}\n+++ b/${file}\n`,
    `@@ -${rangeText(from, wasEnd + behind)} +${rangeText(from, nowEnd + behind)} @@\n`,
    ...was.slice(from, head).map((line) => marked(" ", line)),
    ...was.slice(head, wasEnd).map((line) => marked("-", line)),
    ...now.slice(head, nowEnd).map((line) => marked("+", line)),
    ...was.slice(wasEnd, wasEnd + behind).map((line) => marked(" ", line)),
  ].join("");
}

/** With what ends them. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Lines count from 1; a range without any is named by the line before it. */
function rangeText(from: number, to: number): string {
  const length = to - from;
  return `${String(length === 0 ? from : from + 1)},${String(length)}`;
}

function marked(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
