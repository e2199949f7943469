import { execFile, type ExecFileException } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type * as z from "zod";

import { withPin } from "../../provider/host/pin.ts";
import { agentArguments } from "../../provider/host/ssh.ts";
import { sshFailure } from "../../provider/host/sshFailure.ts";
import type { Target } from "../../provider/host/target.ts";
import { answer, type Answer, type Question } from "./facts.ts";

/** How long a host may take. */
export interface Patience {
  /** Seconds for the connection and the handshake. */
  readonly connectSeconds: number;
  /** From the start of ssh to its end. */
  readonly answerMs: number;
}

export const defaultPatience: Patience = { connectSeconds: 5, answerMs: 20_000 };

/** What a host answered, or why it could not be asked: a sentence without the host's name. */
export type Asked<T> = { readonly answer: T } | { readonly reason: string };

const mark = "ocplab-probe:";

/** Asks a host for its facts: one connection, one round trip, nothing left behind. */
export async function ask(
  target: Target,
  question: Question,
  patience = defaultPatience,
): Promise<Asked<Answer>> {
  return askHost(target, { script: join(__dirname, "probe.py"), question, answer }, patience);
}

/** What to ask a host with. */
export interface Inquiry<T> {
  /** Path of a text in Python that begins where host.py ends. */
  readonly script: string;
  /** Plain JSON; host.py reads it. */
  readonly question: object;
  /** What the answer must be. */
  readonly answer: z.ZodType<T>;
}

/** As ask, with another text. */
export async function askHost<T>(
  target: Target,
  { script, question, answer: expected }: Inquiry<T>,
  patience = defaultPatience,
): Promise<Asked<T>> {
  const texts = [join(__dirname, "host.py"), script].map((file) => readFileSync(file));
  const text = Buffer.concat(texts);
  // the agent's loader takes a text with its length before it; the text reads what comes after it
  const parts = [`${String(text.length)}\n`, text, `${JSON.stringify(question)}\n`];
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const ended = await withPin(target, (pinFile) => {
    const { connectSeconds } = patience;
    return runSsh(agentArguments(target, { connectSeconds, pinFile }), input, patience.answerMs);
  });
  if (ended.error) return { reason: reasonOf(target, ended, patience) };
  return readAnswer(ended.stdout, expected);
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runSsh(argv: readonly string[], input: Buffer, timeout: number): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { timeout, killSignal: "SIGKILL" } as const;
    const child = execFile("ssh", argv, options, (error, stdout, stderr) => {
      resolve({ error, stdout, stderr });
    });
    // an ssh that does not get through ends without reading; its own words say why
    child.stdin?.on("error", () => undefined).end(input);
  });
}

function reasonOf(target: Target, { error, stderr }: Ended, { answerMs }: Patience): string {
  if (error?.code === "ENOENT") return "there is no ssh on this machine; install OpenSSH's client";
  if (error?.killed) {
    return `gave no answer within ${String(answerMs / 1000)} s; see what holds it up`;
  }
  const lastLine = stderr.trim().split("\n").at(-1) ?? "";
  if (stderr.includes("Traceback (most recent call last)")) {
    return `its python3 fails: ${lastLine}`;
  }
  const why = sshFailure(target, stderr, typeof error?.code === "number" ? error.code : null);
  if (!why.startsWith("cannot be reached")) return why;
  return `${why}; see whether it runs, is on the network, and its sshd answers`;
}

/** A login may have printed something of its own, before or after. */
function readAnswer<T>(stdout: string, expected: z.ZodType<T>): Asked<T> {
  const line = stdout.split("\n").find((each) => each.startsWith(mark));
  const read = expected.safeParse(line === undefined ? undefined : json(line.slice(mark.length)));
  if (read.success) return { answer: read.data };
  const said = stdout.trim().slice(0, 100);
  return { reason: `gave no answer but ${JSON.stringify(said)}; see what its login prints` };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
