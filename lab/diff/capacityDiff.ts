import { capacityOf, type Capacity } from "../capacity/capacity.ts";
import type { Fit } from "../capacity/fits.ts";
import { loadKeys, type LoadKey, type ServerLoad } from "../capacity/serverLoad.ts";
import type { Lab } from "../model.ts";
import { pairs } from "./pairs.ts";

/** What is left, before and after. Undefined on the side of a lab file that is not there. */
export interface CapacityDiff {
  readonly addresses: {
    readonly free: readonly [base: number | undefined, head: number];
    readonly usable: number;
  };
  /** Servers whose load or declared room changes; only those that are there afterwards. */
  readonly servers: readonly ServerCapacity[];
  /** How many more clusters of each type fit. */
  readonly fits: readonly FitDiff[];
}

export interface ServerCapacity {
  readonly server: string;
  /** Memory and disk in MiB, vCPUs with their ratio. */
  readonly loads: Readonly<Record<LoadKey, LoadDiff>>;
}

export interface LoadDiff {
  readonly used: readonly [base: number | undefined, head: number];
  /** Undefined where the server does not declare it: then it is no limit. */
  readonly declared: number | undefined;
}

export interface FitDiff {
  readonly type: Fit["type"];
  readonly count: readonly [base: number | undefined, head: number];
  /** What there is not enough of for one more than `count` afterwards. */
  readonly stops: Fit["stops"];
}

/** The capacity of two labs beside each other. */
export function capacityDiff(base: Lab | undefined, head: Lab): CapacityDiff {
  const before = base && capacityOf(base);
  const after = capacityOf(head);
  return {
    addresses: {
      free: [before?.addresses.free, after.addresses.free],
      usable: after.addresses.usable,
    },
    servers: serverDiffs(before, after),
    fits: after.fits.map(({ type, count, stops }) => {
      const was = before?.fits.find((fit) => fit.type === type)?.count;
      return { type, count: [was, count], stops };
    }),
  };
}

function serverDiffs(before: Capacity | undefined, after: Capacity): ServerCapacity[] {
  return pairs(before?.servers ?? [], after.servers, ({ server }) => server).flatMap(
    ({ name, base, head }) => {
      if (!head || (base && isSame(base, head))) return [];
      const load = (key: LoadKey): LoadDiff => {
        const { used, declared } = head.loads[key];
        return { used: [base?.loads[key].used, used], declared };
      };
      const loads = { memory: load("memory"), vcpus: load("vcpus"), disk: load("disk") };
      return [{ server: name, loads }];
    },
  );
}

function isSame(base: ServerLoad, head: ServerLoad): boolean {
  return loadKeys.every((key) => {
    const [one, other] = [base.loads[key], head.loads[key]];
    return one.used === other.used && one.declared === other.declared;
  });
}
