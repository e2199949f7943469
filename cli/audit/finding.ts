/** Something on a host that should not be there, or that is in the way of the plan. */
export interface Finding {
  /** `left`: of ours, and no plan that stands knows it. `collides`: somebody else's, in the way of the plan. */
  readonly about: "left" | "collides";
  /** `machine`, `file`, `unit` and so on. */
  readonly kind: string;
  readonly name: string;
  /** A sentence without the host's name. */
  readonly message: string;
}

export function left(kind: string, name: string, why: string): Finding {
  return { about: "left", kind, name, message: `left behind: ${kind} ${name}${why && `, ${why}`}` };
}

export function collides(kind: string, name: string, why: string): Finding {
  return { about: "collides", kind, name, message: `in the way: ${kind} ${name} ${why}` };
}
