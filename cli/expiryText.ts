import { isOver } from "../lab/reservation.ts";

/** `until 2026-12-31`, and whether that is over. */
export function expiryText(expires: string | null | undefined, now: Date): string {
  if (expires === undefined || expires === null) return "no end";
  return `until ${expires}${isOver({ expires }, now) ? ", over" : ""}`;
}
