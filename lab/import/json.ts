/** Data of a file that was not written for us. */
export type Json = unknown;

export function isMap(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is meant as it stands: Ansible's templates are none. */
export function plainText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && !value.includes("{{") ? value : undefined;
}
