/** Copies of parts of a message that do not keep the whole message in memory, for what is kept for long. */
import type { Octets } from "./message.ts";

/** Of parts without the end of a line; in one piece, as each copy is a way to the runtime and back. */
export const detach = (texts: readonly Octets[]): Octets[] =>
  Buffer.from(texts.join("\n"), "latin1").toString("latin1").split("\n");
