import { accessFiles } from "../../box/access.ts";
import type { NodePlan } from "../../lab/plan.ts";
import type { TestLab } from "../e2e/testLab.ts";

/** Runs a script of busybox's shell in a guest, by SSH from the controller; gives what it said, whatever its end. */
export async function inGuest(
  lab: TestLab,
  { address }: NodePlan,
  script: string,
): Promise<string> {
  const config = accessFiles(lab.place).sshConfig;
  const { stdout } = await lab.run("ssh", "-F", config, address, script);
  return stdout;
}

/** Waits until each guest lets the controller in. */
export async function guestsAnswer(lab: TestLab, nodes: readonly NodePlan[]): Promise<void> {
  const until = performance.now() + 120_000;
  for (const node of nodes) {
    while ((await inGuest(lab, node, "echo here")) !== "here\n") {
      if (performance.now() > until) throw new Error(`${node.name} does not answer`);
    }
  }
}

/** Lines of sh that set `nic` to the device of a node on the baremetal network. */
export function findNic({ macs }: NodePlan): string {
  return `nic=$(cd /sys/class/net && grep -l ${macs.baremetal} */address | cut -d / -f 1)\n`;
}
