/** A media Worker that connects nobody with anybody. */
import "../../appliance/media/worker.ts";
import type { FromWorker, ToWorker } from "../../appliance/media/protocol.ts";

declare const self: Worker;

const { onmessage } = self;
self.onmessage = (event: MessageEvent<ToWorker[]>) => {
  const isBridge = (message: ToWorker) => message.type === "request" && message.request.name === "bridge";
  const failure = { code: "media-leg-gone", message: "They are kept apart.", http: 404, sip: 481 };
  const answers = event.data
    .filter(isBridge)
    .flatMap((message): FromWorker[] =>
      message.type === "request" ? [{ type: "failure", id: message.request.id, failure }] : [],
    );
  if (answers.length > 0) self.postMessage(answers);
  const data = event.data.filter((message) => !isBridge(message));
  if (data.length > 0) onmessage?.call(self, new MessageEvent("message", { data }));
};
