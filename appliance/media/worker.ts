/** The Worker's side: takes requests to its engine, one answer each. */
import { HearthError } from "../platform/for-workers.ts";
import type { Engine } from "./engine/engine.ts";
import { hasOpus } from "./engine/opus.ts";
import { WebRtcPort } from "./engine/webrtc/port.ts";
import { mediaErrors } from "./errors.ts";
import { Mailbox } from "./mailbox.ts";
import type { Failure, FromWorker, Request, ToWorker } from "./protocol.ts";

declare const self: Worker;

/** Requests may come before it has begun: they wait. */
const engine = Promise.withResolvers<Engine>();
const mailbox = new Mailbox<FromWorker>((messages) => self.postMessage(messages));
const tell = (message: FromWorker) => mailbox.put(message);

function failureOf(error: unknown): Failure {
  if (!(error instanceof HearthError))
    log.warn("a request was not performed", { error: error instanceof Error ? error.stack : error });
  const { code, message, http, sip } = error instanceof HearthError ? error : mediaErrors("media-failed");
  return { code, message, http, sip };
}

async function perform({ id, name, arguments: given }: Request): Promise<void> {
  try {
    const started = await engine.promise;
    const operation = started[name] as (...args: unknown[]) => unknown;
    tell({ type: "answer", id, value: await operation.apply(started, given) });
  } catch (error) {
    tell({ type: "failure", id, failure: failureOf(error) });
  }
}

const log = {
  warn: (message: string, fields: Record<string, unknown> = {}) =>
    tell({ type: "warning", message, fields: { ...fields, error: String(fields.error ?? "") } }),
};

async function receive(message: ToWorker): Promise<void> {
  if (message.type === "request") return perform(message.request);
  const { address, webrtcPort, outsideAddresses: addresses } = message.options;
  const port = await WebRtcPort.open({ address, port: webrtcPort, log });
  tell({ type: "ready", opus: hasOpus, webrtcPort: port.port });
  // The libraries take a third of a second to load, which the house does not wait for.
  const [{ Engine }, { WebRtcEndpoint }] = await Promise.all([
    import("./engine/engine.ts"),
    import("./engine/webrtc/endpoint.ts"),
  ]);
  const endpoint = await WebRtcEndpoint.on(port, { address, addresses });
  engine.resolve(new Engine(message.options, endpoint, tell));
  tell({ type: "begun" });
}

self.onmessage = ({ data }: MessageEvent<ToWorker[]>) => {
  for (const message of data) void receive(message);
};
