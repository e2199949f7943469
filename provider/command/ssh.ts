import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Connection } from "./connection.ts";
import { dialFailure, isAuthenticated, isLost } from "./dialFailure.ts";
import { execute } from "./execute.ts";
import type { Ended, OnLine } from "./execute.ts";

interface Task {
  readonly command: string;
  readonly stdin: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: OnLine;
}

/**
 * Runs a command over a connection of its own, dialled again as often as the connection says, and
 * returns how it ended. The host's key is pinned, and the user's own configuration of ssh plays no part.
 * @throws Error where the host cannot be reached, is not who it should be, or refuses the user.
 */
export async function runOverSsh(
  connection: Connection,
  task: Task,
  signal: AbortSignal,
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "ocplab-command-"));
  try {
    return await dial(connection, task, folder, signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dial(
  connection: Connection,
  task: Task,
  folder: string,
  signal: AbortSignal,
): Promise<Ended> {
  const program = sshProgram();
  const argv = sshArguments(connection, task, folder);
  const log = join(folder, "log");
  const env = { ...process.env, ...task.environment };
  for (let failures = 1; ; failures++) {
    writeFileSync(log, "");
    const ended = await execute(program, argv, { ...task, env, signal });
    const messages = readFileSync(log, "utf8");
    // 255 may also be the command's own code: only ssh's log tells whether the command was reached
    if (ended.code !== 255) return ended;
    if (isAuthenticated(messages)) return withoutLoss(connection, ended, messages);
    const failure = dialFailure(connection, messages);
    const last = connection.dialErrorLimit >= 0 && failures > connection.dialErrorLimit;
    if (last || !failure.retry) throw new Error(failure.message);
    await sleep(pause(failures), undefined, { signal });
  }
}

function withoutLoss(connection: Connection, ended: Ended, messages: string): Ended {
  if (!isLost(messages + ended.stderr)) return ended;
  const what = `the connection to ${connection.host} was lost while the command ran`;
  throw new Error(`${what}, which may go on there:\n${ended.output}`);
}

/** Found by this process's own PATH: a task's environment may have another. */
function sshProgram(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "ssh")).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error("there is no ssh on this machine; install the OpenSSH client");
  return found;
}

/** Milliseconds before the next dial: the pace of the official plugin. */
function pause(failures: number): number {
  return Math.min(5000, 100 * 1.5 ** (failures - 1));
}

function sshArguments(connection: Connection, task: Task, folder: string): string[] {
  const options = [
    "BatchMode=yes",
    "CheckHostIP=no",
    "ClearAllForwardings=yes",
    `ConnectTimeout=${connection.perDialTimeout === 0 ? "none" : String(connection.perDialTimeout)}`,
    "ControlPath=none",
    "GlobalKnownHostsFile=none",
    `HostKeyAlias=${connection.host}`,
    `IdentityAgent=${agent(connection)}`,
    `IdentityFile=${identity(connection, folder)}`,
    "LogLevel=VERBOSE",
    "PreferredAuthentications=publickey",
    "ServerAliveCountMax=4",
    "ServerAliveInterval=15",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    `UserKnownHostsFile=${quoted(knownHosts(connection, folder))}`,
    ...Object.keys(task.environment).map((name) => `SendEnv=${name}`),
  ];
  const log = join(folder, "log");
  const { user, port, host } = connection;
  const where = ["-F", "none", "-E", log, "-T", "-l", user, "-p", String(port)];
  return [...where, ...options.flatMap((option) => ["-o", option]), "--", host, task.command];
}

function agent(connection: Connection): string {
  const socket = connection.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  return socket === undefined || socket === "" ? "none" : quoted(socket);
}

function identity(connection: Connection, folder: string): string {
  if (connection.privateKey === undefined) return "none";
  const path = join(folder, "key");
  writeFileSync(path, `${connection.privateKey.trimEnd()}\n`, { mode: 0o600 });
  return quoted(path);
}

function knownHosts(connection: Connection, folder: string): string {
  const path = join(folder, "known_hosts");
  writeFileSync(path, `${connection.host} ${connection.hostKey.trim()}\n`, { mode: 0o600 });
  return path;
}

/** A path as one value of an ssh option, where `%` starts a token and a blank ends the value. */
function quoted(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}
