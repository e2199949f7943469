import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import type { EngineLog } from "./log.ts";
import type { Difference, Plugin, PropertyChange, Subject } from "./plugin.ts";
import { unary, unimplemented } from "./unary.ts";
import { decode, emptyBag, encode } from "./values.ts";
import type { Bag, Values } from "./values.ts";

/** The engine's ResourceProvider service over a plugin that knows only plain values. */
export function resourceService(
  plugin: Plugin,
  log: EngineLog,
): Omit<IResourceProviderServer, "list"> {
  return {
    ...lifeCycle(plugin, log),
    ...configuration(plugin),
    ...resources(plugin, log),
    invoke: unary((request: proto.InvokeRequest) => invoke(plugin, request)),
    ...absent,
  };
}

const absent = {
  parameterize: unimplemented<proto.ParameterizeRequest, proto.ParameterizeResponse>(),
  call: unimplemented<proto.CallRequest, proto.CallResponse>(),
  construct: unimplemented<proto.ConstructRequest, proto.ConstructResponse>(),
  getMapping: unimplemented<proto.GetMappingRequest, proto.GetMappingResponse>(),
  getMappings: unimplemented<proto.GetMappingsRequest, proto.GetMappingsResponse>(),
};

type LifeCycle = "handshake" | "attach" | "getPluginInfo" | "getSchema" | "cancel";

function lifeCycle(plugin: Plugin, log: EngineLog): Pick<IResourceProviderServer, LifeCycle> {
  return {
    handshake: unary((request) => {
      log.connect(request.getEngineAddress());
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true);
    }),
    attach: unary((request) => {
      log.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(plugin.version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
    cancel: unary(async () => {
      await plugin.cancel();
      return new Empty();
    }),
  };
}

type Configuration = "checkConfig" | "diffConfig" | "configure";

/** A provider's own settings never make an object unmanageable, so a change of them replaces nothing. */
function configuration(plugin: Plugin): Pick<IResourceProviderServer, Configuration> {
  return {
    checkConfig: unary((request) => new proto.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() =>
      new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE),
    ),
    configure: unary((request) => {
      plugin.configure(decode(request.getArgs()).values);
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setSupportspreview(true);
    }),
  };
}

type Resources = "check" | "diff" | "create" | "read" | "update" | "delete";

function resources(plugin: Plugin, log: EngineLog): Pick<IResourceProviderServer, Resources> {
  return {
    check: unary((request) => check(plugin, request)),
    diff: unary((request) => {
      const olds = decode(request.getOldInputs());
      return diffResponse(plugin.diff(subject(request), olds, decode(request.getNews())));
    }),
    create: unary((request) => create(plugin, request)),
    read: unary(async (request) => {
      const response = await read(plugin, request);
      await log.flush();
      return response;
    }),
    update: unary((request) => update(plugin, request)),
    delete: unary(async (request) => {
      const { values } = decode(request.getOldInputs());
      await plugin.delete(subject(request), values, decode(request.getProperties()).values);
      await log.flush();
      return new Empty();
    }),
  };
}

function subject(request: { getUrn(): string; getId?(): string }): Subject {
  const urn = request.getUrn();
  // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { urn, type, id: request.getId?.() ?? "" };
}

function check(plugin: Plugin, request: proto.CheckRequest): proto.CheckResponse {
  const news = decode(request.getNews());
  const checked = plugin.check(subject(request), decode(request.getOlds()), news);
  const failures = checked.failures.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
  return new proto.CheckResponse()
    .setInputs(encode({ ...news, values: checked.inputs }))
    .setFailuresList(failures);
}

async function create(plugin: Plugin, request: proto.CreateRequest): Promise<proto.CreateResponse> {
  const about = subject(request);
  const news = decode(request.getProperties());
  const response = new proto.CreateResponse();
  if (request.getPreview()) return response.setProperties(encode(previewed(plugin, about, news)));
  const { id, outputs } = await plugin.create(about, news.values);
  return response.setId(id).setProperties(encode(marked(plugin, about, outputs, news)));
}

async function read(plugin: Plugin, request: proto.ReadRequest): Promise<proto.ReadResponse> {
  const about = subject(request);
  const inputs = request.hasInputs() ? decode(request.getInputs()) : emptyBag;
  const old = decode(request.getProperties());
  const found = await plugin.read(about, inputs.values, old.values);
  const response = new proto.ReadResponse();
  if (found === undefined) return response;
  return response
    .setId(found.id)
    .setProperties(encode({ ...old, values: found.outputs }))
    .setInputs(encode({ ...inputs, values: found.inputs }));
}

async function update(plugin: Plugin, request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
  const about = subject(request);
  const news = decode(request.getNews());
  const response = new proto.UpdateResponse();
  if (request.getPreview()) return response.setProperties(encode(previewed(plugin, about, news)));
  const olds = decode(request.getOlds()).values;
  const oldInputs = decode(request.getOldInputs()).values;
  const outputs = await plugin.update(about, olds, oldInputs, news.values);
  return response.setProperties(encode(marked(plugin, about, outputs, news)));
}

async function invoke(plugin: Plugin, request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
  if (!plugin.invoke) throw new Error(`there is no function ${request.getTok()}`);
  const values = await plugin.invoke(request.getTok(), decode(request.getArgs()).values);
  return new proto.InvokeResponse().setReturn(encode({ ...emptyBag, values }));
}

function previewed(plugin: Plugin, about: Subject, news: Bag): Bag {
  const unknowns = new Set([...news.unknowns, ...(plugin.unknownOutputs?.(about) ?? [])]);
  return { ...marked(plugin, about, news.values, news), unknowns };
}

function marked(plugin: Plugin, about: Subject, outputs: Values, news: Bag): Bag {
  const secrets = new Set(plugin.secretOutputs?.(about, news.secrets) ?? news.secrets);
  return { values: outputs, secrets, unknowns: new Set() };
}

const { Kind } = proto.PropertyDiff;
type Kinds = readonly [plain: proto.PropertyDiff.Kind, replacing: proto.PropertyDiff.Kind];

const kinds: Readonly<Record<PropertyChange, Kinds>> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
};

function diffResponse({ changes, replaces }: Difference): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changes.keys()])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(replaces.length > 0)
    .setHasdetaileddiff(true);
  for (const [property, change] of changes) {
    const [plain, replacing] = kinds[change];
    const kind = replaces.includes(property) ? replacing : plain;
    const detail = new proto.PropertyDiff().setKind(kind).setInputdiff(true);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}
