/** A media Worker that throws in a timer, where nobody catches it, when it is to press the digit `dies`. */
import "../../appliance/media/worker.ts";
import type { ToWorker } from "../../appliance/media/protocol.ts";

declare const self: Worker;

const { onmessage } = self;
self.onmessage = (event: MessageEvent<ToWorker[]>) => {
  const dies = event.data.some(
    (message) =>
      message.type === "request" &&
      message.request.name === "sendDigit" &&
      message.request.arguments[1] === "dies",
  );
  if (!dies) return onmessage?.call(self, event);
  setTimeout(() => {
    throw new Error("nobody has thought of this");
  });
};
