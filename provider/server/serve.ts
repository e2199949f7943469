import { fstatSync } from "node:fs";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { EngineLog } from "./log.ts";
import type { Log, Plugin } from "./plugin.ts";
import { resourceService } from "./service.ts";

/**
 * Runs a plugin as the engine wants it: a gRPC server on a free local port, the port as the first line
 * on stdout. Ends, after `cancel`, with the engine: on SIGINT, or when the engine closes stdin.
 * @param make builds the plugin over the engine's log.
 */
export async function serve(make: (log: Log) => Plugin): Promise<void> {
  const { plugin, port } = await listen(make, process.argv[2]);
  const end = (): void => {
    void plugin.cancel().finally(() => process.exit(0));
  };
  // a Ctrl-C does not reach us, in a process group of our own: SIGINT is how the engine ends a plugin
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  if (isPipe(0)) process.stdin.once("end", end).resume();
  process.stdout.write(`${String(port)}\n`);
}

/** Starts the gRPC server of a plugin. @param engine address of the engine, host:port. */
export async function listen(
  make: (log: Log) => Plugin,
  engine: string | undefined,
): Promise<{ plugin: Plugin; port: number; server: Server }> {
  const log = new EngineLog();
  if (engine !== undefined) log.connect(engine);
  const plugin = make(log);
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  server.addService(ResourceProviderService, resourceService(plugin, log));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { plugin, port, server };
}

/** Someone may start the plugin by hand with a terminal or /dev/null: their end says nothing. */
function isPipe(descriptor: number): boolean {
  const stat = fstatSync(descriptor);
  return stat.isFIFO() || stat.isSocket();
}
