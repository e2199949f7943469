import { setTimeout as sleep } from "node:timers/promises";
import { BoxError } from "./command.ts";

/** Waits until `holds` says so, asking every `every` ms; throws BoxError of the text that `late` gives after `seconds`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  seconds: number,
  late: () => string,
  every = 20,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new BoxError(late());
    await sleep(every);
  }
}
