import { promisify } from "node:util";

import { credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import type { Log, Plugin } from "../../provider/server/plugin.ts";
import { listen } from "../../provider/server/serve.ts";

export type Wire = Record<string, JavaScriptValue>;

/** A secret as it is on the wire. */
export function secret(value: JavaScriptValue): JavaScriptValue {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** A value that a preview does not know, as it is on the wire. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Stands in for Pulumi's engine: starts a plugin, calls it as the engine does, and takes its log. */
export class Engine {
  readonly log: string[] = [];
  readonly #client: ResourceProviderClient;
  readonly #servers: readonly Server[];

  private constructor(client: ResourceProviderClient, servers: readonly Server[], log: string[]) {
    this.#client = client;
    this.#servers = servers;
    this.log = log;
  }

  /** Starts a plugin within this process. */
  static async start(make: (log: Log) => Plugin): Promise<Engine> {
    const { server, port } = await listen(make, undefined);
    return Engine.attach(port, server);
  }

  /** Takes a plugin that listens on a local port. */
  static async attach(port: number, ...others: readonly Server[]): Promise<Engine> {
    const log: string[] = [];
    const engine = new Server();
    const absent = (): void => undefined;
    engine.addService(EngineService, {
      log: (call: { request: LogRequest }, callback: (error: null, answer: Empty) => void) => {
        log.push(call.request.getMessage());
        callback(null, new Empty());
      },
      getRootResource: absent,
      setRootResource: absent,
      startDebugging: absent,
      requirePulumiVersion: absent,
    });
    const bind = promisify(engine.bindAsync.bind(engine));
    const address = `127.0.0.1:${String(await bind("127.0.0.1:0", ServerCredentials.createInsecure()))}`;
    const client = new ResourceProviderClient(
      `127.0.0.1:${String(port)}`,
      credentials.createInsecure(),
    );
    const started = new Engine(client, [engine, ...others], log);
    await started.#handshake(address);
    return started;
  }

  stop(): void {
    this.#client.close();
    for (const server of this.#servers) server.forceShutdown();
  }

  async configure(settings: Wire): Promise<proto.ConfigureResponse> {
    const request = new proto.ConfigureRequest().setArgs(Struct.fromJavaScript(settings));
    return call((answer) => this.#client.configure(request, answer));
  }

  /** Tells a plugin that stands for many providers which one to be. */
  async parameterize(name: string, version: string, value: string): Promise<void> {
    const parameters = new proto.ParameterizeRequest.ParametersValue()
      .setName(name)
      .setVersion(version)
      .setValue(value);
    const request = new proto.ParameterizeRequest().setValue(parameters);
    await call((answer) => this.#client.parameterize(request, answer));
  }

  async check(urn: string, news: Wire): Promise<{ inputs: Wire; failures: string[] }> {
    const request = new proto.CheckRequest().setUrn(urn).setNews(Struct.fromJavaScript(news));
    const response = await call<proto.CheckResponse>((answer) =>
      this.#client.check(request, answer),
    );
    const failures = response
      .getFailuresList()
      .map((one) => `${one.getProperty()}: ${one.getReason()}`);
    return { inputs: plain(response.getInputs()), failures };
  }

  async diff(
    urn: string,
    oldInputs: Wire,
    news: Wire,
    olds: Wire = {},
  ): Promise<proto.DiffResponse.AsObject> {
    const request = new proto.DiffRequest()
      .setUrn(urn)
      .setId("server1:x")
      .setOlds(Struct.fromJavaScript(olds))
      .setOldInputs(Struct.fromJavaScript(oldInputs))
      .setNews(Struct.fromJavaScript(news));
    const response = await call<proto.DiffResponse>((answer) => this.#client.diff(request, answer));
    return response.toObject();
  }

  async create(urn: string, inputs: Wire, preview = false): Promise<{ id: string; outputs: Wire }> {
    const request = new proto.CreateRequest()
      .setUrn(urn)
      .setProperties(Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const response = await call<proto.CreateResponse>((answer) =>
      this.#client.create(request, answer),
    );
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async read(
    urn: string,
    id: string,
    inputs: Wire,
    outputs: Wire,
  ): Promise<{ id: string; inputs: Wire; outputs: Wire }> {
    const request = new proto.ReadRequest()
      .setUrn(urn)
      .setId(id)
      .setInputs(Struct.fromJavaScript(inputs))
      .setProperties(Struct.fromJavaScript(outputs));
    const response = await call<proto.ReadResponse>((answer) => this.#client.read(request, answer));
    return {
      id: response.getId(),
      inputs: plain(response.getInputs()),
      outputs: plain(response.getProperties()),
    };
  }

  async update(urn: string, id: string, olds: Wire, news: Wire, preview = false): Promise<Wire> {
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(Struct.fromJavaScript(olds))
      .setOldInputs(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news))
      .setPreview(preview);
    const response = await call<proto.UpdateResponse>((answer) =>
      this.#client.update(request, answer),
    );
    return plain(response.getProperties());
  }

  async delete(urn: string, id: string, inputs: Wire): Promise<void> {
    const request = new proto.DeleteRequest()
      .setUrn(urn)
      .setId(id)
      .setOldInputs(Struct.fromJavaScript(inputs))
      .setProperties(Struct.fromJavaScript(inputs));
    await call<Empty>((answer) => this.#client.delete(request, answer));
  }

  async cancel(): Promise<void> {
    await call<Empty>((answer) => this.#client.cancel(new Empty(), answer));
  }

  async #handshake(address: string): Promise<void> {
    const request = new proto.ProviderHandshakeRequest().setEngineAddress(address);
    const response = await call<proto.ProviderHandshakeResponse>((answer) =>
      this.#client.handshake(request, answer),
    ).catch((error: unknown) => {
      // Pulumi's own engine goes on without, too
      if (String(error).endsWith("Handshake is not yet implemented")) return undefined;
      throw error;
    });
    if (response && !response.getAcceptSecrets()) throw new Error("the plugin takes no secrets");
  }
}

function plain(struct: Struct | undefined): Wire {
  return struct?.toJavaScript() ?? {};
}

type Callback<T> = (error: { details: string } | null, response: T) => void;

/** A call as a promise; a failure is an Error with the text that the user would see. */
function call<T>(begin: (answer: Callback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    begin((error, response) => {
      if (error === null) resolve(response);
      else reject(new Error(error.details));
    });
  });
}
