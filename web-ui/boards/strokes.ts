/**
 * What was drawn and written and is not acknowledged yet, on all boards: kept in the vault, so that it outlives the
 * page, and sent in the order in which it was made. The same id again stores it once.
 */
import type { Operation } from "../../appliance/boards/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import { KeyUnavailable } from "../crypto/keyring.ts";
import type { Session } from "../store/session.ts";

interface Stroke {
  id: string;
  board: string;
  space: string;
  change: unknown;
}

/** Milliseconds. */
const retryEvery = 2000;

/** Statuses of a session that is over, and of an appliance that is asked too often: both pass. */
const passing: readonly number[] = [401, 408, 429];

/** Whether asking again would change nothing. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true; // what was kept cannot be read
  return error.status >= 400 && error.status < 500 && !passing.includes(error.status);
}

class Strokes {
  readonly #session: Session;
  readonly #listeners = new Set<(operation: Operation) => void>();
  readonly #refused = new Set<(board: string, reason: unknown) => void>();
  #queue: Stroke[] = [];
  #sending = false;
  #resumed: Promise<void> | undefined;
  /** The last thing that was asked of the vault: it gets them in their order. */
  #kept: Promise<void> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
    session.stream.onConnect(() => void this.#flush());
  }

  /** Returns the id that its operation will have. */
  add(board: string, space: string, change: unknown): string {
    const stroke = { id: crypto.randomUUID(), board, space, change };
    this.#queue.push(stroke);
    this.#keepInOrder(() => this.#keep(stroke));
    void this.#flush();
    return stroke.id;
  }

  /** Brings back what an earlier page could not send; resolves when it is known. */
  resume(): Promise<void> {
    this.#resumed ??= this.#recall();
    return this.#resumed;
  }

  /** What of a board is still on its way, in order. */
  of(board: string): unknown[] {
    return this.#queue.filter((stroke) => stroke.board === board).map(({ change }) => change);
  }

  /** Calls `listener` for each that the appliance has stored; returns the way to stop. */
  onSent(listener: (operation: Operation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` for each that the appliance will never store, with the reason; returns the way to stop. */
  onRefused(listener: (board: string, reason: unknown) => void): () => void {
    this.#refused.add(listener);
    return () => this.#refused.delete(listener);
  }

  /** What the vault cannot keep lives as long as the page does. */
  #keepInOrder(run: () => Promise<void>): void {
    this.#kept = this.#kept.then(run).catch(() => {});
  }

  async #keep({ id, board, space, change }: Stroke): Promise<void> {
    if (!this.#queue.some((stroke) => stroke.id === id)) return; // sent already
    await this.#session
      .sealed(space)
      .seal(board, change, ({ body }) => this.#session.vault.addStroke({ id, board, space, sealed: body }));
  }

  async #recall(): Promise<void> {
    const { vault, keyring } = this.#session;
    const earlier: Stroke[] = [];
    let later = false;
    for (const { id, board, space, sealed } of await vault.strokes())
      try {
        const change = await decryptContent(keyring, sealed, { sp: space, mid: board });
        earlier.push({ id, board, space, change });
      } catch (error) {
        if (isRefused(error))
          await vault.removeStroke(id); // its key went with the membership
        else later = true; // its key comes with the connection, or with the next session
      }
    if (later) this.#resumed = undefined;
    const known = new Set(this.#queue.map(({ id }) => id));
    this.#queue.unshift(...earlier.filter(({ id }) => !known.has(id)));
    void this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#queue[0]; next && !this.#session.closed; next = this.#queue[0])
      try {
        const operation = await this.#send(next);
        this.#forget(next);
        for (const listener of this.#listeners) listener(operation);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) break; // whoever signs in again sends it
        if (this.#isLost(next, error)) {
          this.#forget(next);
          for (const listener of this.#refused) listener(next.board, error);
        } else await new Promise((resolve) => setTimeout(resolve, retryEvery));
      }
    this.#sending = false;
  }

  /** A key that cannot be had comes back while one is in the space: it is being changed. */
  #isLost({ space }: Stroke, error: unknown): boolean {
    if (error instanceof KeyUnavailable) return !this.#session.spaces.byId.value.has(space);
    return isRefused(error);
  }

  async #send({ id, board, space, change }: Stroke): Promise<Operation> {
    const sealed = this.#session.sealed(space);
    const { operation } = await sealed.seal(board, change, ({ body }) =>
      call(api.boards[":id"].operations.$post({ param: { id: board }, json: { id, body } })),
    );
    return operation;
  }

  #forget({ id }: Stroke): void {
    this.#queue = this.#queue.filter((stroke) => stroke.id !== id);
    this.#keepInOrder(() => this.#session.vault.removeStroke(id));
  }
}

const known = new WeakMap<Session, Strokes>();

/** Those of a session: there is one list for all boards. */
export function strokesOf(session: Session): Strokes {
  const made = known.get(session) ?? new Strokes(session);
  known.set(session, made);
  return made;
}
