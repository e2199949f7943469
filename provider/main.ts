import { labFile } from "../lab/read.ts";
import { Hosts } from "./host/hosts.ts";
import { LabDirectory } from "./host/labDirectory.ts";
import { Labhost } from "./labhost.ts";
import { serve } from "./server/serve.ts";

void serve((log) => new Labhost(log, () => new Hosts(new LabDirectory(labFile))));
