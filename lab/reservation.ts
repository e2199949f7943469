/** For whom a cluster is, what for and how long, as the lab file says. */
export interface Reservation {
  readonly owner?: string;
  readonly purpose?: string;
  /** A day, or a time with its zone. */
  readonly expires?: string;
}

/** Whether a reservation's time is over; one without an end never is. */
export function isOver({ expires }: Reservation, now: Date): boolean {
  return expires !== undefined && now.getTime() >= endOf(expires).getTime();
}

/** The first moment that is not reserved any more. A day is kept to its end in UTC, wherever anybody is. */
export function endOf(expires: string): Date {
  if (expires.includes("T")) return new Date(expires);
  const day = new Date(`${expires}T00:00:00Z`);
  return new Date(day.getTime() + 24 * 3_600_000);
}
