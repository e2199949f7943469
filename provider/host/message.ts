/** Whose an object is: the journal on the host says so for each. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  readonly urn: string;
}

/** Plain JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** What the agent can be asked; see agent/ocplab/session.py. */
export type Request =
  | { readonly op: "read"; readonly kind: string; readonly key: string; readonly owner: Owner }
  | { readonly op: "readAll"; readonly owner: Owner }
  | {
      readonly op: "ensure" | "remove";
      readonly kind: string;
      readonly key: string;
      readonly want: Json;
      readonly owner: Owner;
    }
  /** Before and after an object of libvirt is made by its own provider; see agent/ocplab/making.py. */
  | {
      readonly op: "begin-making" | "end-making";
      readonly cluster: string;
      readonly what: Json;
      readonly owner: Owner;
    }
  /** Tries the network for machines that are to come; see agent/ocplab/preflight.py. */
  | { readonly op: "preflight"; readonly spec: Json }
  /** What could be ours, or in the way; `leases` is dnsmasq's file. See agent/ocplab/audit.py. */
  | { readonly op: "audit"; readonly leases: string }
  /** Puts away what keeps libvirt's provider from reading a cluster; see agent/ocplab/mending.py. */
  | {
      readonly op: "mend";
      readonly pool: { readonly name: string; readonly uuid: string; readonly path: string };
      /** Volumes by the names of their machines. */
      readonly machines: Readonly<Record<string, string>>;
      /** Only say what would be done. */
      readonly tell: boolean;
      readonly owner: Owner;
    }
  /** Refused while a cluster uses the host. */
  | { readonly op: "guard" }
  /** The four steps of a change that must be proved from outside; see agent/ocplab/bridges.py. */
  | {
      readonly op: "prepare";
      readonly key: string;
      readonly goal: "ensure" | "remove";
      readonly want: Json;
      readonly owner: Owner;
    }
  | {
      readonly op: "begin";
      readonly key: string;
      readonly goal: "ensure" | "remove";
      readonly want: Json;
      readonly owner: Owner;
      /** Seconds that the change waits for its verdict. */
      readonly window: number;
    }
  | { readonly op: "look"; readonly folder: string }
  | {
      readonly op: "settle";
      readonly folder: string;
      readonly verdict: "commit" | "abort" | "forget";
      readonly reason?: string;
    }
  /** Which of some questions about another host, [kind, address], are answered here. */
  | { readonly op: "ask"; readonly probes: readonly Probe[] };

export type Probe = readonly ["arp" | "ping" | "ssh", string];

/** What the agent answers: fields by the request's op, or `error`, a sentence for the user. */
export type Answer = Readonly<Record<string, unknown>>;
