import { Command } from "commander";

import { buildPlan, type Plan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { whatGoes } from "./destroy.ts";
import { needDone, run } from "./engine/run.ts";
import { expiryOf } from "./expiry.ts";
import { expiryText } from "./expiryText.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { defaultParallel } from "./parallel.ts";
import { askHosts } from "./status/askHosts.ts";
import { askedHosts } from "./status/question.ts";

/** How far this machine's clock and the jumphost's may be apart, in seconds. */
const apart = 300;

/** `ocplab expire`: destroys the clusters whose reservation is over. */
export function expireCommand(): Command {
  return new Command("expire")
    .description("tell which clusters' time is over, or destroy them")
    .option("--yes", "destroy them; without it nothing is changed")
    .addHelpText("after", help)
    .action(async ({ yes }: { yes?: true }) => {
      const plan = buildPlan(readLab(labFile));
      const { over, kept, next } = expiryOf(plan.clusters, new Date());
      for (const line of kept) console.log(line);
      if (over.length === 0) {
        const said = next
          ? `; next: ${next.name}, ${expiryText(next.reservation.expires, new Date())}`
          : "";
        console.log(`no cluster is to be destroyed${said}`);
        return;
      }
      const owners = over.map(({ name, reservation: { owner, expires } }) => {
        return `  ${name}: of ${owner ?? "nobody"}, ${expiryText(expires, new Date())}`;
      });
      console.log(`over:\n${owners.join("\n")}`);
      console.log(`This ${yes ? "destroys" : "would destroy"}:`);
      console.log(whatGoes(plan, { clusters: over, withFoundation: false }));
      if (!yes) {
        console.log("Nothing is changed. To destroy them: ./ocplab expire --yes");
        return;
      }
      await needSameTime(plan);
      needDone(
        await run("destroy", { clusters: over, withFoundation: false, parallel: defaultParallel }),
      );
    });
}

const help = `
A cluster whose \`expires\` in the lab file is over is destroyed with --yes, by the same steps as by \`ocplab destroy\`.
Its place in the lab file stays; take it away with \`ocplab remove cluster NAME\`, or write a later \`expires\`. An
\`ocplab up\` without names leaves clusters that are over alone. A cluster without \`expires\` is never touched, nor
one that is \`protected\`, nor a hub with a spoke that stays.

The clock is this machine's. A day is kept to its end in UTC: 2026-12-31 is over at 2027-01-01 00:00 UTC. A time
is kept to that moment, in the zone that is written with it. Before anything is destroyed the jumphost is asked for
its time: where both are more than ${String(apart / 60)} minutes apart, nothing is.

Examples:
  ocplab expire                   what would go?
  ocplab expire --yes             once a day, by a timer
${exitCodeHelp("done", "labFile", "usage", "refused", "notAsked", "failed", "locked", "interrupted")}`;

/** A wrong clock must not cost anybody a cluster. */
async function needSameTime(plan: Plan): Promise<void> {
  const { name } = plan.jumphost;
  const answered = (await askHosts(askedHosts(plan, [], []))).get(name);
  const time = answered && "answer" in answered ? answered.answer.facts.now : undefined;
  if (time === undefined) {
    const reason = answered && "reason" in answered ? answered.reason : "it does not tell its time";
    throw new CommandFailed("notAsked", `${name}: not asked: ${reason}; nothing is destroyed`);
  }
  const here = Date.now() / 1000;
  if (Math.abs(here - time) <= apart) return;
  const told = [here, time].map((seconds) => new Date(seconds * 1000).toISOString());
  throw new CommandFailed(
    "refused",
    `this machine's clock says ${told[0] ?? ""}, ${name}'s ${told[1] ?? ""}: set the wrong one right; nothing is destroyed`,
  );
}
