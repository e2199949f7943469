/**
 * The text of a known-hosts file in which an address has just one key. Its lines, by number from 1, that
 * are about the address go; those that name others too keep these. All else stays byte for byte.
 */
export function withKey(
  text: string,
  address: string,
  key: string,
  old: readonly number[],
): string {
  const lines = text.split(/(?<=\n)/);
  const kept = lines.flatMap((line, index) =>
    old.includes(index + 1) ? withoutName(line, address) : [line],
  );
  const before = kept.join("");
  const end = before === "" || before.endsWith("\n") ? "" : "\n";
  return `${before}${end}${address} ${key}\n`;
}

function withoutName(line: string, address: string): string[] {
  const [names = ""] = line.split(/\s/, 1);
  const others = names.split(",").filter((name) => name !== address);
  const hashed = names.startsWith("|");
  return hashed || others.length === 0 ? [] : [others.join(",") + line.slice(names.length)];
}

/** The numbers of the lines that `ssh-keygen -F` has found. */
export function linesFound(said: string): number[] {
  return [...said.matchAll(/found: line (\d+)/g)].map(([, line]) => Number(line));
}
