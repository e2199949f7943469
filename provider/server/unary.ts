import { status } from "@grpc/grpc-js";
import type { handleUnaryCall } from "@grpc/grpc-js";

/**
 * A gRPC handler made of an ordinary function: what it throws becomes the call's error, by its message
 * alone. FAILED_PRECONDITION tells the engine that the object is as it was before the call.
 */
export function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({ code: status.FAILED_PRECONDITION, details: messageOf(error) });
        },
      );
  };
}

/** A handler for a part of the service that this kind of plugin does not have. */
export function unimplemented<Request, Response>(): handleUnaryCall<Request, Response> {
  return (_call, callback) => {
    callback({ code: status.UNIMPLEMENTED, details: "not offered by this plugin" });
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
