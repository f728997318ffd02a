/** How the sound of a call travels, as the people on it are told: which sides are encrypted (CA-25), in which codecs (CA-02). */
import type { Call } from "../call/call.ts";
import type { Connection } from "../call/connection.ts";

/** `own` is the leg of who asks, `other` that of who they speak with; the house stands between the two. */
export type CallEncryption = "all" | "own" | "other" | "none";

export interface CallSound {
  encryption: CallEncryption;
  /** By their SDP names; where the two differ, the house converts. A service's is the own one. */
  codecs: { own: string; other: string };
}

interface LegSound {
  secure: boolean;
  codec: string;
}

export class CallSounds {
  /** Undefined while it is being asked for. */
  readonly #known = new WeakMap<Connection, LegSound | undefined>();
  readonly #onKnown: (call: Call) => void;

  /** @param onKnown told when a call's sound has become known after somebody asked */
  constructor(onKnown: (call: Call) => void) {
    this.#onKnown = onKnown;
  }

  /** Undefined until its media have said. A service's leg is the house itself: only the own one counts then. */
  of(call: Call, own: Connection): CallSound | undefined {
    const other = call.other(own);
    const here = this.#known.get(own);
    const there = other ? this.#known.get(other) : here;
    if (here === undefined || there === undefined) {
      void this.#ask(call);
      return undefined;
    }
    const encryption = here.secure ? (there.secure ? "all" : "own") : there.secure ? "other" : "none";
    return { encryption, codecs: { own: here.codec, other: there.codec } };
  }

  async #ask(call: Call): Promise<void> {
    const unknown = call.ends.filter((end) => !this.#known.has(end));
    if (unknown.length === 0) return;
    for (const end of unknown) this.#known.set(end, undefined);
    await call.sides.bridged(); // before, nothing is agreed
    await Promise.all(unknown.map(async (end) => this.#known.set(end, await soundOf(end))));
    this.#onKnown(call);
  }
}

/** It is secure when it is encrypted with keys that did not travel in the clear: those of SDES are in the signalling. */
async function soundOf(connection: Connection): Promise<LegSound> {
  const statistics = await connection.ready.then(() => connection.statistics()).catch(() => undefined);
  const { transport } = connection;
  const encrypted = (statistics?.encryption ?? "none") !== "none";
  return {
    secure: encrypted && (transport === "TLS" || transport === "WSS"),
    codec: statistics?.codec ?? "",
  };
}
