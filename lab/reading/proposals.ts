import { allocationsOf } from "../allocations.ts";
import { subnetMisfit } from "../checks/subnetMisfit.ts";
import { firstFree } from "../freeBlock.ts";
import { addressText, parseSubnet, type AddressRange, type Subnet } from "../ipv4.ts";
import { layoutCluster } from "../layout.ts";
import type { Lab } from "../model.ts";
import { pathKey, type Finding } from "./problem.ts";
import type { Written } from "./shape.ts";

/** Free addresses and ids for the findings that want some; none is proposed twice. */
export class Proposals {
  readonly #labs: readonly Lab[];
  readonly #written: Written | undefined;
  /** Where addresses are that are to move: they count as free, unless somebody else has them too. */
  readonly #moved: ReadonlySet<string>;
  readonly #ids: Set<unknown>;
  /** One for each place, of which several things may be wrong. */
  readonly #steps = new Map<string, string>();
  #room: Room | undefined;

  /**
   * @param labs the lab, or the two that stand for a lab with mistakes.
   * @param found all findings, those among them that want addresses.
   * @param written what is in the file besides.
   */
  constructor(labs: readonly Lab[], found: readonly Finding[], written?: Written) {
    this.#labs = labs;
    const moved = found.filter(({ wants }) => typeof wants === "number");
    this.#moved = new Set(moved.map(({ path }) => pathKey(path)));
    this.#written = written;
    const own = labs.flatMap(({ clusters }) => Object.values(clusters).map(({ id }) => id));
    this.#ids = new Set([...(written?.ids ?? []), ...own]);
  }

  /** The finding with what it wants in its message. */
  complete(finding: Finding): Finding {
    const { wants, message, ...rest } = finding;
    if (wants === undefined) return finding;
    const place = JSON.stringify(finding.path);
    const step = this.#steps.get(place) ?? (wants === "id" ? this.#id() : this.#addresses(wants));
    this.#steps.set(place, step);
    return { ...rest, message: `${message}; ${step}` };
  }

  #id(): string {
    let id = 1;
    while (this.#ids.has(id)) id++;
    this.#ids.add(id);
    return `the next free id is ${String(id)}`;
  }

  #addresses(length: number): string {
    this.#room ??= roomOf(this.#labs, this.#moved, this.#written);
    const what = length === 1 ? "address" : `block of ${String(length)}`;
    const { subnet, text, taken, isWhole } = this.#room;
    const less = (this.#labs[0]?.network.reserved ?? []).length > 0 ? ", or reserve less" : "";
    const first = subnet && firstFree(subnet, taken, length);
    if (first !== undefined) {
      const index = taken.findIndex((range) => range.first > first);
      taken.splice(index < 0 ? taken.length : index, 0, { first, last: first + length - 1 });
      return `the next free ${what} is ${addressText(first)}`;
    }
    return isWhole
      ? `no free ${what} is left in ${text}; take a larger subnet${less}`
      : `choose a free ${what}`;
  }
}

interface Room {
  /** Undefined where it is wrong itself. */
  readonly subnet: Subnet | undefined;
  readonly text: string;
  /** In order of their first addresses. */
  readonly taken: AddressRange[];
  /** Everything in the file was read, so what is not taken is free, and the other way round. */
  readonly isWhole: boolean;
}

function roomOf(
  labs: readonly Lab[],
  moved: ReadonlySet<string>,
  written: Written | undefined,
): Room {
  const taken = labs.map((lab) =>
    allocationsOf(
      lab,
      Object.entries(lab.clusters).map(([name, cluster]) => layoutCluster(name, cluster)),
    ),
  );
  const staying = taken.flat().filter(({ path }) => !moved.has(pathKey(path)));
  const [lab] = labs;
  const text = lab?.network.subnet ?? "";
  const ranges = written?.leftOut ?? [];
  const noSubnet = ["network", "network\nsubnet"].some((path) => written?.open.has(path));
  const isWrong = noSubnet || !lab || subnetMisfit(lab, taken[0] ?? []) !== undefined;
  return {
    subnet: isWrong ? undefined : parseSubnet(text),
    text,
    taken: [...staying, ...ranges].sort((one, other) => one.first - other.first),
    isWhole: !isWrong && labs.length === 1 && ranges.length === 0,
  };
}
