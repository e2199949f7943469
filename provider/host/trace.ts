import { appendFileSync } from "node:fs";

/** What costs time on the wire, for tests and benchmarks that count it. */
export type TraceEvent =
  | { readonly event: "connect"; readonly host: string; readonly milliseconds: number }
  | { readonly event: "unreachable"; readonly host: string; readonly milliseconds: number }
  | {
      /** One message to a host and its answer. */
      readonly event: "trip";
      readonly host: string;
      /** How many requests of each kind it carried. */
      readonly requests: Readonly<Record<string, number>>;
      readonly bytesOut: number;
      readonly bytesIn: number;
      readonly milliseconds: number;
    };

export type Trace = (event: TraceEvent) => void;

/** Writes one JSON line per event to the file that LABHOST_TRACE names; without it, nothing. */
export function traceToFile(path = process.env.LABHOST_TRACE): Trace {
  if (path === undefined || path === "") return () => undefined;
  return (event) => {
    appendFileSync(path, `${JSON.stringify(event)}\n`);
  };
}
