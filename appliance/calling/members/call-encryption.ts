/** Which sides of a call are encrypted, as the people on it are told (CA-25). */
import type { Call } from "../call/call.ts";
import type { Connection } from "../call/connection.ts";

/** `own` is the leg of who asks, `other` that of who they speak with; the house stands between the two. */
export type CallEncryption = "all" | "own" | "other" | "none";

export class CallEncryptions {
  /** Undefined while it is being asked for. */
  readonly #secure = new WeakMap<Connection, boolean | undefined>();
  readonly #onKnown: (call: Call) => void;

  /** @param onKnown told when a call's encryption has become known after somebody asked */
  constructor(onKnown: (call: Call) => void) {
    this.#onKnown = onKnown;
  }

  /** Undefined until its media have said. A service's leg is the house itself: only the own one counts then. */
  of(call: Call, own: Connection): CallEncryption | undefined {
    const other = call.other(own);
    const here = this.#secure.get(own);
    const there = other ? this.#secure.get(other) : here;
    if (here === undefined || there === undefined) {
      void this.#ask(call);
      return undefined;
    }
    if (here && there) return "all";
    return here ? "own" : there ? "other" : "none";
  }

  async #ask(call: Call): Promise<void> {
    const unknown = call.ends.filter((end) => !this.#secure.has(end));
    if (unknown.length === 0) return;
    for (const end of unknown) this.#secure.set(end, undefined);
    await call.bridged(); // before, nothing is agreed
    await Promise.all(unknown.map(async (end) => this.#secure.set(end, await isSecure(end))));
    this.#onKnown(call);
  }
}

/** Its sound is encrypted, with keys that did not travel in the clear: those of SDES are in the signalling. */
async function isSecure(connection: Connection): Promise<boolean> {
  const statistics = await connection.ready.then(() => connection.statistics()).catch(() => undefined);
  const { transport } = connection;
  return (statistics?.encryption ?? "none") !== "none" && (transport === "TLS" || transport === "WSS");
}
