import { serve } from "../server/serve.ts";
import { CommandPlugin } from "./commandPlugin.ts";

void serve((log) => new CommandPlugin(log));
