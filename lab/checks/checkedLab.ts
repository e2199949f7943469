import { allocationsOf, type Allocation } from "../allocations.ts";
import { firstFree } from "../freeBlock.ts";
import { addressText, parseSubnet, type AddressRange, type Subnet } from "../ipv4.ts";
import { layoutCluster, type Layout } from "../layout.ts";
import type { Cluster, Lab, Server } from "../model.ts";
import type { Locator, Path } from "../reading/problem.ts";
import type { Written } from "../reading/shape.ts";

/** What several checks of one lab need, computed once. */
export class CheckedLab {
  readonly lab: Lab;
  readonly serverNames: ReadonlySet<string>;
  readonly subnet: Subnet;
  readonly layouts: readonly Layout[];
  /** In order of their first addresses. */
  readonly allocations: readonly Allocation[];
  readonly #places: Locator;
  /** Allocations, and what was named to those that have none. */
  #taken: AddressRange[] | undefined;
  readonly #written: Written | undefined;

  constructor(
    lab: Lab,
    places: Locator,
    serverNames: ReadonlySet<string>,
    written: Written | undefined,
  ) {
    this.lab = lab;
    this.serverNames = serverNames;
    this.#written = written;
    this.subnet = parseSubnet(lab.network.subnet);
    this.layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
      layoutCluster(name, cluster),
    );
    this.allocations = allocationsOf(lab, this.layouts).sort(
      (one, other) => one.first - other.first,
    );
    this.#places = places;
  }

  /** The server of that name, unless there is none or it is wrong itself. */
  server(name: string): Server | undefined {
    return Object.hasOwn(this.lab.servers, name) ? this.lab.servers[name] : undefined;
  }

  /** The cluster of that name, likewise. */
  cluster(name: string): Cluster | undefined {
    return Object.hasOwn(this.lab.clusters, name) ? this.lab.clusters[name] : undefined;
  }

  /** Whether the file has a server of that name, or may have: there are some that cannot be read. */
  mayHaveServer(name: string): boolean {
    return this.serverNames.has(name) || this.#written?.open.has("servers") === true;
  }

  /** Whether the file has a cluster of that name, or may have. */
  mayHaveCluster(name: string): boolean {
    const { clusters, open } = this.#written ?? {};
    return (
      this.cluster(name) !== undefined ||
      [clusters?.has(name), open?.has("clusters")].includes(true)
    );
  }

  /** The lowest id that no cluster of the file has. */
  freeId(): number {
    const taken = new Set<unknown>(Object.values(this.lab.clusters).map(({ id }) => id));
    let id = 1;
    while (taken.has(id) || this.#written?.ids.has(id)) id++;
    return id;
  }

  /** `line 12`. */
  readonly line = (path: Path): string => `line ${String(this.#places.line(path))}`;

  /** Whether the first path is later in the file than the second. */
  isLater(one: Path, other: Path): boolean {
    return this.#places.line(one) > this.#places.line(other);
  }

  /** The next step for an address or block that is missing: another one for each that asks. */
  nextAddress(length: number): string {
    const taken = this.#taken ?? (this.#taken = [...this.allocations]);
    const first = firstFree(this.subnet, taken, length);
    if (first !== undefined) {
      const index = taken.findIndex((range) => range.first > first);
      taken.splice(index < 0 ? taken.length : index, 0, { first, last: first + length - 1 });
    }
    return this.#freeText(first, length);
  }

  /** The next step for an address or block that cannot stay where it is. */
  freeAddress(length: number): string {
    return this.#freeText(firstFree(this.subnet, this.allocations, length), length);
  }

  #freeText(first: number | undefined, length: number): string {
    const what = length === 1 ? "address" : `block of ${String(length)}`;
    return first === undefined
      ? `no free ${what} is left in ${this.lab.network.subnet}; take a larger subnet`
      : `the next free ${what} is ${addressText(first)}`;
  }
}
