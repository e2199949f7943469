import { join } from "node:path";

import { BoxError, hand } from "../box/command.ts";
import { environment, onNetwork, up } from "../box/lab.ts";
import { placeOf } from "../box/place.ts";

const checkout = join(__dirname, "..");

const next = `
Next, for example:
  npm run box -- run ./ocplab status         # how are clusters and servers?
  npm run box -- run ./ocplab preview ocp1   # what would an up of one cluster change?
  npm run box -- ssh 192.0.2.23              # log in on a machine: ocp1's provisionhost
  npm run box -- run ./ocplab destroy sno2   # take one cluster away; npm start makes it anew
`;

/** Brings the box up and converges the lab in it. Gives the exit code. */
async function start(): Promise<number> {
  const place = placeOf(checkout);
  const started = performance.now();
  await up(place, { say: console.error });
  const seconds = (performance.now() - started) / 1000;
  console.log(`${"box".padEnd(20)} ${seconds.toFixed(1).padStart(6)} s`);
  process.chdir(checkout);
  const converge = onNetwork(place, [
    process.execPath,
    "--require",
    "./load/register.cjs",
    "cli/converge.ts",
  ]);
  const code = await hand(converge, environment(place));
  if (code === 0) console.log(next);
  return code;
}

start().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof BoxError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  },
);
