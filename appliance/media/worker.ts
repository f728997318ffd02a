/** The Worker's side: takes requests to its engine, one answer each. */
import { HearthError } from "../platform/index.ts";
import { Engine } from "./engine/engine.ts";
import { hasOpus } from "./engine/opus.ts";
import type { Failure, FromWorker, Request, ToWorker } from "./protocol.ts";

declare const self: Worker;

let engine: Engine | undefined;
const tell = (message: FromWorker) => self.postMessage(message);

function failureOf(error: unknown): Failure {
  if (error instanceof HearthError) {
    const { code, message, http, sip } = error;
    return { code, message, http, sip };
  }
  return { code: "media-failed", message: String(error), http: 500, sip: 500 };
}

async function perform({ id, name, arguments: given }: Request): Promise<void> {
  try {
    if (!engine) throw new Error("the worker has not been started");
    const operation = engine[name] as (...args: unknown[]) => unknown;
    tell({ type: "answer", id, value: await operation.apply(engine, given) });
  } catch (error) {
    tell({ type: "failure", id, failure: failureOf(error) });
  }
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "request") return void perform(data.request);
  engine = new Engine(data.options, tell);
  tell({ type: "ready", opus: hasOpus });
};
