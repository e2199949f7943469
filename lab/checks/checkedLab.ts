import { allocationsOf, type Allocation } from "../allocations.ts";
import { firstFree } from "../freeBlock.ts";
import { addressText, parseSubnet, type Subnet } from "../ipv4.ts";
import { layoutCluster, type Layout } from "../layout.ts";
import type { Lab } from "../model.ts";
import type { Locator, Path } from "../problem.ts";

/** What several checks of one lab need, computed once. */
export class CheckedLab {
  readonly lab: Lab;
  readonly serverNames: ReadonlySet<string>;
  readonly subnet: Subnet;
  readonly layouts: readonly Layout[];
  /** In order of their first addresses. */
  readonly allocations: readonly Allocation[];
  readonly #places: Locator;

  constructor(lab: Lab, places: Locator, serverNames: ReadonlySet<string>) {
    this.lab = lab;
    this.serverNames = serverNames;
    this.subnet = parseSubnet(lab.network.subnet);
    this.layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
      layoutCluster(name, cluster),
    );
    this.allocations = allocationsOf(lab, this.layouts).sort(
      (one, other) => one.first - other.first,
    );
    this.#places = places;
  }

  /** `line 12`. */
  readonly line = (path: Path): string => `line ${String(this.#places.line(path))}`;

  /** Whether the first path is later in the file than the second. */
  isLater(one: Path, other: Path): boolean {
    return this.#places.line(one) > this.#places.line(other);
  }

  /** The next step for an address or block that cannot stay where it is. */
  freeAddress(length: number): string {
    const first = firstFree(this.subnet, this.allocations, length);
    const what = length === 1 ? "address" : `block of ${String(length)}`;
    return first === undefined
      ? `no free ${what} is left in ${this.lab.network.subnet}; take a larger subnet`
      : `the next free ${what} is ${addressText(first)}`;
  }
}
