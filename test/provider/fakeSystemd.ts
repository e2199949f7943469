import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { FakeLab } from "./fakeLab.ts";

/** A systemctl for all hosts of a fake lab, which keeps units as files and notes what it was asked. */
export class FakeSystemd {
  readonly #folder: string;

  constructor(lab: FakeLab) {
    this.#folder = join(lab.folder, "units");
    mkdirSync(this.#folder);
    lab.program("systemctl", systemctl(this.#folder));
    lab.program("journalctl", `#!/bin/sh\necho "bad option at line 3"\n`);
  }

  /** Adds a unit. `start` is sh that its start runs first; it fails where that fails. */
  unit(name: string, state: { enabled: string; active: string }, start = "true"): void {
    this.#write(`${name}.enabled`, state.enabled);
    this.#write(`${name}.active`, state.active);
    this.#write(`${name}.start`, start);
  }

  state(name: string): { enabled: string; active: string } {
    return { enabled: this.#read(`${name}.enabled`), active: this.#read(`${name}.active`) };
  }

  /** What was asked for but `show`, in order: `restart a.service`. Forgets it. */
  asked(): string[] {
    const lines = existsSync(join(this.#folder, "log")) ? this.#read("log").split("\n") : [];
    this.#write("log", "");
    return lines.filter((line) => line !== "");
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), "utf8").trim();
  }
}

function systemctl(folder: string): string {
  return `#!/bin/sh
cd ${folder}
verb=$1
for unit; do :; done
say() { echo "$verb $unit" >>log; }
case $verb in
show)
  [ -e $unit.active ] || { echo LoadState=not-found; echo ActiveState=inactive; exit; }
  load=loaded; [ $(cat $unit.enabled) = masked ] && load=masked
  active=$(cat $unit.active); sub=running; [ $active = failed ] && sub=failed
  printf 'LoadState=%s\\nActiveState=%s\\nSubState=%s\\n' $load $active $sub
  echo UnitFileState=$(cat $unit.enabled);;
daemon-reload) echo daemon-reload >>log;;
enable) say; echo enabled >$unit.enabled;;
disable) say; echo disabled >$unit.enabled;;
stop) say; echo inactive >$unit.active;;
reload) say; [ $(cat $unit.active) = active ];;
start|restart)
  say
  if sh $unit.start; then echo active >$unit.active; else echo failed >$unit.active; exit 1; fi;;
esac
`;
}
