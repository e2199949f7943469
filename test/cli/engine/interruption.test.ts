import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

import { Interruption } from "../../../cli/engine/interruption.ts";
import { Progress } from "../../../cli/engine/progress.ts";

describe("an interruption", () => {
  let interruption: Interruption;
  let said: string[];

  beforeEach(() => {
    said = [];
    interruption = new Interruption((text) => said.push(text));
  });

  afterEach(() => {
    interruption.dispose();
  });

  /** As Ctrl-C, for this process only. */
  const press = (): void => {
    process.emit("SIGINT", "SIGINT");
  };

  /** An engine that says `asked` for each SIGINT, and ends at the second. */
  async function engine(): Promise<{
    pid: number;
    said: () => Promise<string>;
    ended: Promise<unknown>;
  }> {
    const lines = `n=0; trap 'n=$((n+1)); echo asked' INT; echo ready; while [ $n -lt 2 ]; do sleep 0.02; done`;
    const child = spawn("sh", ["-c", lines], { stdio: ["ignore", "pipe", "inherit"] });
    const next = async (): Promise<string> => String((await once(child.stdout, "data"))[0]).trim();
    assert.equal(await next(), "ready");
    return { pid: child.pid ?? 0, said: next, ended: once(child, "exit") };
  }

  it("asks each engine once, tells what is under way, and ends them at the third time", async () => {
    const { pid, said: engineSaid, ended } = await engine();
    const progress = new Progress();
    const metadata = { op: "create", urn: "urn:pulumi:sno1::ocplab::x:y:Z::master-0-disk" };
    progress.take({ resourcePreEvent: { metadata } }, performance.now() - 12_000);
    const forget = interruption.watch({ stack: "sno1", pid, progress });
    assert.equal(interruption.isOn, false);

    const first = engineSaid();
    press();
    assert.equal(await first, "asked");
    assert.equal(interruption.isOn, true);
    assert.match(said.join(), /^ending: sno1: the step at hand is finished/);

    press();
    assert.equal(said[1], "sno1: still under way: create master-0-disk (12 s)");
    assert.match(said[2] ?? "", /^once more ends them at once/);

    press();
    await ended;
    forget();
  });

  it("asks an engine that begins in the meantime", async () => {
    press();
    const { pid, said: engineSaid, ended } = await engine();
    const first = engineSaid();
    const forget = interruption.watch({ stack: "sno1", pid, progress: new Progress() });
    assert.equal(await first, "asked");
    process.kill(pid, "SIGINT");
    await ended;
    forget();
  });

  it("needs no engine that is still there", () => {
    interruption.watch({ stack: "sno1", pid: 2 ** 22 + 1, progress: new Progress() });
    press();
    assert.equal(said.length, 1);
  });
});
