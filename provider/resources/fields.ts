/** What is right for one property of a resource. */
export interface Field {
  /** What is wrong with a value, as the end of a sentence that names the property; undefined if nothing. */
  readonly problem: (value: unknown) => string | undefined;
  readonly required?: boolean;
  /** Taken where the program sets nothing. */
  readonly default?: unknown;
}

export type Fields = Readonly<Record<string, Field>>;

/** A text that fits a pattern; `rule` says in words what fits. */
export function text(pattern: RegExp, rule: string): Field {
  return {
    problem: (value) =>
      typeof value === "string" && pattern.test(value) ? undefined : `must be ${rule}`,
  };
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): Field {
  return {
    problem: (value) =>
      words.some((word) => word === value) ? undefined : `must be one of ${words.join(", ")}`,
  };
}

export const anyText: Field = {
  problem: (value) =>
    typeof value === "string" && !value.includes("\0") ? undefined : "must be a text",
};

export const flag: Field = {
  problem: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
};

/** A list of texts that each fit. */
export function listOf(field: Field): Field {
  return {
    problem: (value) => {
      if (!Array.isArray(value)) return "must be a list";
      const problems = value.map((item, index) => {
        const problem = field.problem(item);
        return problem === undefined ? undefined : `: item ${String(index + 1)} ${problem}`;
      });
      return problems.find((problem) => problem !== undefined);
    },
  };
}

export const wholeNumber: Field = {
  problem: (value) =>
    Number.isSafeInteger(value) && Number(value) > 0 ? undefined : "must be a whole number above 0",
};

/** An object whose properties, of any names, each fit. */
export function mapOf(field: Field): Field {
  return {
    problem: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return "must be a map";
      }
      for (const [key, item] of Object.entries(value)) {
        const problem = field.problem(item);
        if (problem !== undefined) return `: ${key} ${problem}`;
      }
      return undefined;
    },
  };
}

/** An object that has just these properties. */
export function objectOf(fields: Fields): Field {
  return {
    problem: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return `must be an object of ${Object.keys(fields).join(", ")}`;
      }
      const given = new Map<string, unknown>(Object.entries(value));
      const alien = [...given.keys()].find((key) => !Object.hasOwn(fields, key));
      if (alien !== undefined) return `has no property ${alien}`;
      for (const [key, field] of Object.entries(fields)) {
        const problem = field.problem(given.get(key));
        if (problem !== undefined) return `: ${key} ${problem}`;
      }
      return undefined;
    },
  };
}

/** A property of an object that need not be there. */
export function optional(field: Field): Field {
  return { problem: (value) => (value === undefined ? undefined : field.problem(value)) };
}

export function required(field: Field): Field {
  return { ...field, required: true };
}

export function withDefault(field: Field, value: unknown): Field {
  return { ...field, default: value };
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host's name in the lab file. */
export const hostName = required(text(label, "a host's name in the lab file"));

export const clusterName = required(text(label, "a cluster's name"));

/** An absolute path without `.`, `..`, doubled or trailing slashes, or control characters. */
export const absolutePath = required(
  text(
    // eslint-disable-next-line no-control-regex -- they are what is refused
    /^(?:\/(?!\.{1,2}(?:\/|$))[^/\u0000-\u001f\u007f]+)+$/,
    "an absolute path without . and .. in it",
  ),
);

export const mode = text(/^[0-7]{4}$/, 'four octal digits, as in "0644"');

/** A user or group. */
export const account = text(
  /^(?:[a-z_][a-z0-9_-]{0,30}\$?|[0-9]{1,10})$/,
  "the name or number of a user or group",
);

export const unit = text(
  /^[A-Za-z0-9:_.\\@-]{1,240}\.(?:service|socket|timer|path|mount|target)$/,
  "a unit with its ending, as in libvirtd.service",
);

export const packageName = text(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, "a package's name");

/** The kernel's limit is 15 bytes. */
export const deviceName = text(
  /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,15}$/,
  "a device name of at most 15 letters, digits, dots, dashes",
);
