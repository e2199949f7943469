/** How a command ends. The numbers are part of the interface: scripts go by them. */
export const exitCodes = {
  done: { code: 0, meaning: "done; there is nothing wrong" },
  labFile: { code: 1, meaning: "the lab file has errors; each is told with its place" },
  usage: { code: 2, meaning: "the command line is wrong" },
  refused: { code: 3, meaning: "it cannot be done; the message says why and what would help" },
  differs: { code: 4, meaning: "a host is not as the lab file says" },
  notAsked: { code: 5, meaning: "a host could not be asked" },
  failed: {
    code: 6,
    meaning: "a change failed; what was done stays, and another run goes on from there",
  },
  locked: {
    code: 7,
    meaning: "somebody else is changing a stack; the message says who, and since when",
  },
  interrupted: { code: 130, meaning: "ended by Ctrl-C; what was done stays" },
} as const;

/** A command that ends without having done what it was asked. The message is for the user. */
export class CommandFailed extends Error {
  readonly exitCode: number;

  constructor(end: Exclude<keyof typeof exitCodes, "done">, message: string) {
    super(message);
    this.exitCode = exitCodes[end].code;
  }
}

/** What a command's help says of these ends; without any, of all. */
export function exitCodeHelp(...ends: (keyof typeof exitCodes)[]): string {
  const told = ends.length > 0 ? ends.map((end) => exitCodes[end]) : Object.values(exitCodes);
  const lines = told.map(({ code, meaning }) => `  ${String(code).padEnd(3)}  ${meaning}`);
  return `\nExit codes:\n${lines.join("\n")}`;
}
