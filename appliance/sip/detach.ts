/** A copy of a part of a message that does not keep the whole message in memory, for what is kept for long. */
import type { Octets } from "./message.ts";

export const detach = (text: Octets): Octets => Buffer.from(text, "latin1").toString("latin1");
