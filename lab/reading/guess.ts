import type { Path } from "./problem.ts";
import { elsewhere, sizeKeys, synonyms, type Kind } from "./otherWords.ts";
import { flatLab } from "./suggestion.ts";

/** What an unknown key was probably meant to be, where that is not a matter of spelling. */
export interface Guess {
  /** The next step of a message. */
  readonly step: string;
  /** The key of the same map that it stands for. */
  readonly meant?: string;
}

/** A guess by the map that the key is in; undefined where nothing comes to mind. */
export function guessKey(path: Path, key: string, value: unknown): Guess | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  if (kind === "network" && Array.isArray(value) && /^(subnet|network|cidr)s?$/.test(key)) {
    return { step: `did you mean "subnet"? It takes one: ${flatLab}`, meant: "subnet" };
  }
  if ((kind === "cluster" || kind === "sizes") && sizeKeys.has(key))
    return { step: sizeStep(key, value) };
  const place = wordFor(elsewhere[kind], key);
  if (place !== undefined) return { step: `it belongs ${place}` };
  const meant = wordFor(synonyms[kind], key.toLowerCase().replaceAll(/[-_]/g, ""));
  return meant === undefined ? undefined : { step: `did you mean "${meant}"?`, meant };
}

/** What the map says itself: a key may have a name that every object knows. */
function wordFor(
  words: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return words && Object.hasOwn(words, key) ? words[key] : undefined;
}

function kindOf(path: Path): Kind | undefined {
  const [section = "top", ...deeper] = path;
  if (deeper.length === 0) return kinds.find((kind) => kind === section);
  if (section === "servers") return deeper.length > 1 ? undefined : "server";
  if (section !== "clusters") return undefined;
  const [, ...inner] = deeper;
  return innerKinds.find(([, pattern]) => pattern.test(inner.join(".")))?.[0];
}

const innerKinds: readonly (readonly [Kind, RegExp])[] = [
  ["cluster", /^$/],
  ["install", /^install$/],
  ["job", /^install\.job$/],
  ["sizes", /^sizes$/],
  ["size", /^sizes\.\w+$/],
];

const kinds: readonly Kind[] = ["top", "lab", "network", "jumphost"];

/** Machines of one cluster have different sizes, by their role. */
function sizeStep(key: string, value: unknown): string {
  const shown = typeof value === "string" || typeof value === "number" ? String(value) : "...";
  return `sizes are given for each role: \`sizes: { master: { ${key}: ${shown} } }\``;
}
