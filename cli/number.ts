/** An argument as a number if it is one; what it has to be, the schema of the lab file says. */
export function wholeNumber(text: string): string | number {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

/** As wholeNumber, also for fractions: `1.5`. */
export function decimal(text: string): string | number {
  return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}
