/**
 * What clients did and saw of one space, and whether it can be true of a store that loses nothing, doubles nothing
 * and tells everybody the same: the rules of a linearizable log, checked after the fact.
 */
import type { Message } from "../../appliance/messaging/index.ts";
import type { StreamFrame } from "../../appliance/platform/index.ts";

/** One author's message: each of its versions was asked for until it was acknowledged. */
interface Written {
  /** The text that was acknowledged last; undefined while its sending was not. */
  text: string | undefined;
  deleted: boolean;
}

export class History {
  readonly #written = new Map<string, Written>();
  readonly observers: Observer[] = [];

  attempted(id: string): void {
    if (!this.#written.has(id)) this.#written.set(id, { text: undefined, deleted: false });
  }

  acknowledged(id: string, text: string): void {
    this.#written.set(id, { text, deleted: false });
  }

  deleted(id: string): void {
    this.#written.set(id, { text: "", deleted: true });
  }

  get size(): number {
    return this.#written.size;
  }

  /**
   * What cannot be true, in words; nothing when all is well.
   * @param stored what the appliance holds in the end, in its order
   * @param textOf decrypts
   */
  async check(stored: readonly Message[], textOf: (message: Message) => Promise<string>): Promise<string[]> {
    const wrong: string[] = [];
    const ids = stored.map(({ id }) => id);
    if (new Set(ids).size !== ids.length) wrong.push("a message is stored twice");
    for (const id of ids) if (!this.#written.has(id)) wrong.push(`${id} was written by nobody`);
    const byId = new Map(stored.map((message) => [message.id, message]));
    for (const [id, { text, deleted }] of this.#written) {
      const message = byId.get(id);
      if (text === undefined) continue; // never acknowledged: it may be there or not
      if (!message) wrong.push(`${id} was acknowledged and is lost`);
      else if (deleted !== (message.deletedAt !== null))
        wrong.push(`${id} was deleted, or not, and is not so`);
      else if (!deleted && (await textOf(message)) !== text)
        wrong.push(`${id} has lost its last text, ${text}`);
    }
    for (const observer of this.observers) wrong.push(...observer.compare(stored));
    return wrong;
  }
}

/** What one client was told. */
export class Observer {
  /** Of the last event: from there a new connection goes on. */
  seq = 0;
  readonly #created: string[] = [];
  readonly #state = new Map<string, Message>();

  readonly receive = (frame: StreamFrame): void => {
    if (frame.type !== "event") return;
    if (frame.seq <= this.seq) throw new Error(`event ${frame.seq} came after ${this.seq}`);
    this.seq = frame.seq;
    if (!frame.kind.startsWith("message.")) return;
    if (frame.kind === "message.created") this.#created.push(frame.subject);
    if (frame.state) this.#state.set(frame.subject, frame.state as Message);
  };

  /** How what this client was told differs from what is stored. */
  compare(stored: readonly Message[]): string[] {
    const wrong: string[] = [];
    const order = stored.map(({ id }) => id);
    if (this.#created.join() !== order.join())
      wrong.push(
        `a client saw ${this.#created.length} messages in an order that is not that of ${order.length}`,
      );
    for (const { id, body, deletedAt } of stored) {
      const seen = this.#state.get(id);
      if (seen?.body !== body || seen.deletedAt !== deletedAt)
        wrong.push(`a client has another state of ${id}`);
    }
    return wrong;
  }
}
