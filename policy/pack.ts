import { PolicyPack } from "@pulumi/policy";

import { bridgeProcedure } from "./bridgeProcedure.ts";
import { hiddenSecrets } from "./hiddenSecrets.ts";
import { ownerQuotas } from "./ownerQuotas.ts";
import { protectedClusters } from "./protectedClusters.ts";

new PolicyPack("ocplab", {
  description: "What no change of a lab may do, whoever proposes it.",
  enforcementLevel: "mandatory",
  policies: [protectedClusters, bridgeProcedure, hiddenSecrets, ownerQuotas],
});
