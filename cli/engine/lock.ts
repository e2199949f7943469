import { hostname } from "node:os";

/** Who changes a stack at the moment. */
interface LockHolder {
  /** `user@host`. */
  readonly who: string;
  readonly pid: number;
  readonly since: Date;
}

/**
 * Who holds the locks of a stack, as Pulumi's refusal names them; empty where the text is no such refusal. Its
 * lines read `URL: created by root@host (pid 812) at 2026-11-24T11:55:52Z`.
 */
export function lockHolders(text: string): LockHolder[] {
  if (!text.includes("the stack is currently locked by")) return [];
  const found = text.matchAll(/: created by (\S+) \(pid (\d+)\) at (\S+)/g);
  return [...found].map(([, who = "", pid = "", since = ""]) => ({
    who,
    pid: Number(pid),
    since: new Date(since),
  }));
}

/** One sentence for each holder, with the next step. */
export function lockMessage(stack: string, holders: readonly LockHolder[], now: Date): string {
  return holders.map((holder) => sentence(stack, holder, now)).join("\n");
}

function sentence(stack: string, holder: LockHolder, now: Date): string {
  const { who, pid, since } = holder;
  const minutes = Math.max(0, Math.round((now.getTime() - since.getTime()) / 60_000));
  const clock = `${since.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const said = `is locked by ${who} (pid ${String(pid)}) since ${clock}, ${String(minutes)} min ago`;
  return isGone(holder)
    ? `${said}, which is gone; what it began may be half done: pulumi cancel -s ${stack}, then run this again`
    : `${said}; wait for its end, or end it there (where it is gone: pulumi cancel -s ${stack})`;
}

/** Whether the process was one of this machine and is no more. */
function isGone({ who, pid }: LockHolder): boolean {
  if (!who.endsWith(`@${hostname()}`)) return false;
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
