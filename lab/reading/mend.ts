import type { Lab } from "../model.ts";
import { mended, withoutEntries, type Faults } from "./mended.ts";
import { inBoth, pathKey, type Finding, type Path } from "./problem.ts";
import { checkShape, type ShapeCheck } from "./shapeCheck.ts";
import { tellable, type Gaps } from "./tellable.ts";

/** What mending a lab file's data came to. */
export interface Mending {
  /**
   * The lab; where something of it is wrong, two labs with different stand-ins for that: what is found
   * in only one of them comes from a stand-in.
   */
  readonly labs: readonly Lab[];
  readonly findings: readonly Finding[];
  /** Of these places, and what is in them, nothing more is to be said. */
  readonly unread: readonly Path[];
}

// of a cluster with a wrong type the keys are only read in the second one
const mostRounds = 3;

/** Two labs with different stand-ins for what is wrong; none where too much is. */
export function mend(data: unknown, first: ShapeCheck, gaps: Gaps): Mending {
  const faults = { unknown: first.unknown, unread: [...gaps.unread, ...first.unread] };
  let one: Version = { data, faults };
  let other = one;
  const findings = [...first.findings];
  const unread: Path[] = [];
  const mending = (labs: readonly Lab[]): Mending => {
    return { labs, findings: findings.slice(first.findings.length), unread };
  };
  for (let round = 0; round < mostRounds; round++) {
    const next = [again(one, 0), again(other, 1)] as const;
    if (!next[0] || !next[1]) return mending([]);
    [one, other] = next;
    const labs = [next[0].check.lab, next[1].check.lab].flatMap((lab) => lab ?? []);
    const isNew = newTo(findings, [...faults.unread, ...unread]);
    const tell = tellable(one.data, one.faults.unread, gaps);
    const found = inBoth(next[0].check.findings, next[1].check.findings);
    findings.push(...found.filter((finding) => isNew(finding) && tell(finding)));
    unread.push(...one.faults.unread);
    if (labs.length === 2) return mending(labs);
  }
  const labs = [withoutFaulty(one), withoutFaulty(other)].flatMap((lab) => lab ?? []);
  return mending(labs.length === 2 ? labs : []);
}

/** Whether a finding is at another place than those before, and at none that holds a stand-in. */
function newTo(
  known: readonly Finding[],
  standIns: readonly Path[],
): (finding: Finding) => boolean {
  const places = new Set(known.map(({ path }) => pathKey(path)));
  const holders = new Set(
    standIns.flatMap((path) => path.map((_, end) => pathKey(path.slice(0, end + 1)))),
  );
  return ({ path }) => !places.has(pathKey(path)) && !holders.has(pathKey(path));
}

/** The data of a lab file, mended so far, and what is still wrong with it. */
interface Version {
  readonly data: unknown;
  readonly faults: Faults;
}

function again(
  { data, faults }: Version,
  which: 0 | 1,
): (Version & { check: ShapeCheck }) | undefined {
  const next = mended(data, faults, which);
  if (!next) return undefined;
  const check = checkShape(next);
  return { data: next, faults: check, check };
}

/** A lab without the servers and clusters that could not be mended. */
function withoutFaulty({ data, faults }: Version): Lab | undefined {
  return checkShape(withoutEntries(data, [...faults.unknown, ...faults.unread])).lab;
}
