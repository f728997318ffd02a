/** Whose connections went with a house that was killed, until their telephone, or the page of their app, registers again. */
import type { Flow } from "./flow.ts";
import { type Binding, clientOf, isAsPrivate, type Location } from "./location.ts";

/** A connection that is gone. */
export type LostConnection = Parameters<Location["flowAfter"]>[0];

export class Absent<Left> {
  readonly #flowAfter: Location["flowAfter"];
  /** By who has to come back: all telephones register again after a crash, and each looks for its own alone. */
  readonly #waiting = new Map<string, Map<Left, LostConnection>>();

  constructor(flowAfter: Location["flowAfter"]) {
    this.#flowAfter = flowAfter;
  }

  /**
   * Keeps what was left, unless its client is back already: then this is its connection.
   * @param contact its URI
   * @param owner whose client it has to be; undefined: anybody's
   */
  add(lost: LostConnection, contact: string, left: Left, owner?: string): Flow | undefined {
    const flow = this.#flowAfter(lost, contact, owner);
    if (flow) return flow;
    const client = clientOf(lost, contact);
    const waiting = this.#waiting.get(client) ?? new Map<Left, LostConnection>();
    this.#waiting.set(client, waiting.set(left, lost));
    return undefined;
  }

  /** Takes out what was left for who has registered now, over a connection that is as private, and is theirs. */
  back(
    { flow, contact }: Pick<Binding, "flow" | "contact">,
    isTheirs: (left: Left) => boolean = () => true,
  ): Left[] {
    if (this.#waiting.size === 0) return [];
    const client = clientOf(flow, contact);
    const waiting = this.#waiting.get(client) ?? new Map<Left, LostConnection>();
    const found = [...waiting].flatMap(([left, lost]) =>
      isAsPrivate(flow, lost) && isTheirs(left) ? [left] : [],
    );
    for (const left of found) waiting.delete(left);
    if (waiting.size === 0) this.#waiting.delete(client);
    return found;
  }

  /** False when it was not waiting. */
  remove(lost: LostConnection, contact: string, left: Left): boolean {
    if (this.#waiting.size === 0) return false;
    const client = clientOf(lost, contact);
    const waiting = this.#waiting.get(client);
    const found = waiting?.delete(left) ?? false;
    if (waiting?.size === 0) this.#waiting.delete(client);
    return found;
  }

  clear(): void {
    this.#waiting.clear();
  }
}
