import { InvalidArgumentError, Option } from "commander";

/** How many stacks are worked on at once where nobody says: each takes some 300 MB on the controller. */
export const defaultParallel = 8;

/** `--parallel N`. */
export function parallelOption(): Option {
  return new Option("--parallel <n>", "how many stacks are worked on at once")
    .default(defaultParallel)
    .argParser(atLeastOne);
}

function atLeastOne(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number from 1 to 9999.");
}
