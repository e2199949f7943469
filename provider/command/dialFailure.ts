import type { Connection } from "./connection.ts";

interface DialFailure {
  readonly message: string;
  /** Whether the next attempt may end otherwise. */
  readonly retry: boolean;
}

/** Whether the verbose log of ssh says that the session began, so that the command was run. */
export function isAuthenticated(log: string): boolean {
  return /^Authenticated to /m.test(log);
}

/** Whether ssh says that a session ended before its command did. */
export function isLost(messages: string): boolean {
  return /^(Connection to .* closed|Timeout, server .* not responding|client_loop: send disconnect)/m.test(
    messages,
  );
}

/** Why a connection was not made, from ssh's log: what, which host, why, what to do. */
export function dialFailure(connection: Connection, log: string): DialFailure {
  const { host, port, user } = connection;
  const where = port === 22 ? host : `${host} port ${String(port)}`;
  if (/Host key verification failed|HOST IDENTIFICATION HAS CHANGED/.test(log)) {
    const shown = /SHA256:\S+?(?=\.?$)/m.exec(log)?.[0];
    const key = shown === undefined ? "another key" : `the key ${shown}`;
    return {
      message: `${where} shows ${key}, not the pinned one; find out why before you pin the new one`,
      retry: false,
    };
  }
  if (/Permission denied \(|Too many authentication failures/.test(log)) {
    return { message: `${where} refuses user ${user}: ${refusal(connection)}`, retry: false };
  }
  return { message: `${where} cannot be reached: ${lastLine(log)}`, retry: true };
}

function refusal(connection: Connection): string {
  if (connection.privateKey !== undefined) {
    return "the private key does not fit; add its public half to the user's authorized_keys";
  }
  if (connection.agentSocketPath === undefined && (process.env.SSH_AUTH_SOCK ?? "") === "") {
    return "no ssh-agent offers a key, as SSH_AUTH_SOCK is not set; run `eval $(ssh-agent)`, then `ssh-add KEYFILE`";
  }
  return "no key of the ssh-agent fits; run `ssh-add KEYFILE`";
}

function lastLine(log: string): string {
  const lines = log.split("\n").map((line) => line.replace(/^ssh: /, "").trim());
  return lines.filter((line) => line !== "").at(-1) ?? "ssh ended without a message";
}
