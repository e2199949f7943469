import { allocationsOf, type Allocation } from "../allocations.ts";
import { parseSubnet, type Subnet } from "../ipv4.ts";
import { layoutCluster, type Layout } from "../layout.ts";
import type { Cluster, Lab, Server } from "../model.ts";
import type { Locator, Path } from "../reading/problem.ts";
import type { Written } from "../reading/shape.ts";
import { subnetMisfit, type SubnetMisfit } from "./subnetMisfit.ts";

/** What several checks of one lab need, computed once. */
export class CheckedLab {
  readonly lab: Lab;
  readonly serverNames: ReadonlySet<string>;
  readonly subnet: Subnet;
  readonly layouts: readonly Layout[];
  /** In order of their first addresses. */
  readonly allocations: readonly Allocation[];
  /** Where it is the subnet that is wrong, and not the addresses. */
  readonly misfit: SubnetMisfit | undefined;
  readonly #places: Locator;
  readonly #written: Written | undefined;

  constructor(lab: Lab, places: Locator, written: Written | undefined) {
    this.lab = lab;
    this.serverNames = written?.servers ?? new Set(Object.keys(lab.servers));
    this.#written = written;
    this.subnet = parseSubnet(lab.network.subnet);
    this.layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
      layoutCluster(name, cluster),
    );
    this.allocations = allocationsOf(lab, this.layouts).sort(
      (one, other) => one.first - other.first,
    );
    this.misfit = subnetMisfit(lab, this.allocations);
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

  /** `line 12`. */
  readonly line = (path: Path): string => `line ${String(this.#places.line(path))}`;

  /** Whether it is of an entry that is not in the file yet. */
  isAdded(path: Path): boolean {
    return this.#places.line(path) === Infinity;
  }

  /** Whether the first path is later in the file than the second. */
  isLater(one: Path, other: Path): boolean {
    return this.#places.line(one) > this.#places.line(other);
  }
}
