import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

import type { Log } from "./plugin.ts";

/** The engine's log; until the engine's address is known nothing can be said. */
export class EngineLog implements Log {
  #client: EngineClient | undefined;
  readonly #pending = new Set<Promise<void>>();

  /** @param address of the engine's service, host:port. */
  connect(address: string): void {
    // the engine is on this machine, whatever proxy the environment names
    const options = { "grpc.enable_http_proxy": 0 };
    this.#client ??= new EngineClient(address, credentials.createInsecure(), options);
  }

  warn(urn: string, message: string): void {
    this.#send(urn, message, LogSeverity.WARNING, false);
  }

  status(urn: string, message: string): void {
    this.#send(urn, message, LogSeverity.INFO, true);
  }

  /** Resolves when the engine has all that was said; an answer sent earlier could overtake a warning. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  close(): void {
    this.#client?.close();
  }

  #send(urn: string, message: string, severity: LogSeverity, ephemeral: boolean): void {
    const client = this.#client;
    if (client === undefined) return;
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    const sent = new Promise<void>((resolve) => {
      // a lost log line is no reason to fail
      client.log(request, () => {
        resolve();
      });
    });
    this.#pending.add(sent);
    void sent.then(() => this.#pending.delete(sent));
  }
}
