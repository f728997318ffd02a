/** A media Worker that opens its port, says so, and cannot load its engine. */
import type { FromWorker } from "../../appliance/media/protocol.ts";

declare const self: Worker;

self.onmessage = () => {
  const ready: FromWorker = { type: "ready", opus: false, webrtcPort: 20_000 };
  self.postMessage([ready]);
  setTimeout(() => {
    throw new Error("the engine cannot be loaded");
  });
};
