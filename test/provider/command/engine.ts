import { credentials } from "@grpc/grpc-js";
import type { Server, ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { CommandPlugin } from "../../../provider/command/commandPlugin.ts";
import { listen } from "../../../provider/server/serve.ts";

export type Properties = Record<string, JavaScriptValue>;

const urn = "urn:pulumi:ocp1::ocplab::ocplab:dci:Install$command:remote:Command::ocp1-start";

/** The engine's side of the protocol, speaking to the plugin over a real connection. */
export class Engine {
  readonly #server: Server;
  readonly #client: ResourceProviderClient;
  /** Messages for the user, in order. */
  readonly log: string[];

  static async start(): Promise<Engine> {
    const said: string[] = [];
    const make = (): CommandPlugin =>
      new CommandPlugin({
        warn: (_urn, message) => said.push(`warning: ${message}`),
        status: (_urn, message) => said.push(message),
      });
    const { server, port } = await listen(make, undefined);
    return new Engine(server, port, said);
  }

  private constructor(server: Server, port: number, log: string[]) {
    this.#server = server;
    this.log = log;
    this.#client = new ResourceProviderClient(
      `127.0.0.1:${String(port)}`,
      credentials.createInsecure(),
    );
  }

  stop(): void {
    this.#client.close();
    this.#server.forceShutdown();
  }

  /** The checked inputs; throws with all failures where they are refused. */
  async check(news: Properties, type?: string): Promise<Properties> {
    const request = new proto.CheckRequest().setUrn(of(type)).setNews(struct(news));
    const response = await this.#call<proto.CheckResponse>((done) =>
      this.#client.check(request, done),
    );
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return properties(response.getInputs());
  }

  /** The changed property paths, each with the kind of change. */
  async diff(olds: Properties, news: Properties): Promise<Record<string, number>> {
    const request = new proto.DiffRequest().setUrn(urn).setId("x").setOldInputs(struct(olds));
    request.setOlds(struct(olds)).setNews(struct(news));
    const response = await this.#call<proto.DiffResponse>((done) =>
      this.#client.diff(request, done),
    );
    const kinds: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((change, path) => {
      kinds[path] = change.getKind();
    });
    return kinds;
  }

  async create(news: Properties, preview = false): Promise<{ id: string; state: Properties }> {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(struct(news));
    request.setPreview(preview);
    const response = await this.#call<proto.CreateResponse>((done) =>
      this.#client.create(request, done),
    );
    return { id: response.getId(), state: properties(response.getProperties()) };
  }

  async update(state: Properties, news: Properties, preview = false): Promise<Properties> {
    const request = new proto.UpdateRequest().setUrn(urn).setId("x").setOlds(struct(state));
    request.setOldInputs(struct(state)).setNews(struct(news)).setPreview(preview);
    const response = await this.#call<proto.UpdateResponse>((done) =>
      this.#client.update(request, done),
    );
    return properties(response.getProperties());
  }

  async read(
    state: Properties,
    inputs: Properties,
  ): Promise<{ state: Properties; inputs: Properties }> {
    const request = new proto.ReadRequest().setUrn(urn).setId("x");
    request.setProperties(struct(state)).setInputs(struct(inputs));
    const response = await this.#call<proto.ReadResponse>((done) =>
      this.#client.read(request, done),
    );
    return {
      state: properties(response.getProperties()),
      inputs: properties(response.getInputs()),
    };
  }

  async delete(state: Properties): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId("x");
    request.setProperties(struct(state)).setOldInputs(struct(state));
    await this.#call((done) => this.#client.delete(request, done));
  }

  async version(): Promise<string> {
    const info = await this.#call<{ getVersion(): string }>((done) =>
      this.#client.getPluginInfo(new Empty(), done),
    );
    return info.getVersion();
  }

  async cancel(): Promise<void> {
    await this.#call((done) => this.#client.cancel(new Empty(), done));
  }

  #call<Response>(
    send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error === null) resolve(response);
        else reject(new Error(error.details));
      });
    });
  }
}

/** A value that the engine keeps secret, as it is on the wire. */
export function secret(value: JavaScriptValue): JavaScriptValue {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** A value that a preview does not know, as it is on the wire. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function of(type: string | undefined): string {
  return type === undefined ? urn : `urn:pulumi:ocp1::ocplab::${type}::x`;
}

function struct(values: Properties): Struct {
  return Struct.fromJavaScript(values);
}

function properties(given: Struct | undefined): Properties {
  return given?.toJavaScript() ?? {};
}
