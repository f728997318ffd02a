/**
 * One board's operations: what others changed comes in, in order of the numbers, and what was missed is asked for;
 * what is changed here goes out by `strokes.ts`, and is shown before everything else when the page was left before.
 */
import type { Operation } from "../../appliance/boards/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { openChange } from "./sealed-change.ts";
import { strokesOf } from "./strokes.ts";

export interface BoardHandlers {
  /** A change by others, or of the past; whatever a member has sealed. */
  onChange(change: unknown): void;
  /** Everything now as one change, with a small picture as a data URL, or the first words. */
  snapshot(): Promise<{ change: unknown; thumbnail: string }>;
}

/** After so many operations the next client that changes something makes a snapshot. */
const snapshotEvery = 100;

export class BoardLog {
  readonly id: string;
  readonly space: string;
  readonly #session: Session;
  readonly #handlers: BoardHandlers;
  readonly #stops: (() => void)[] = [];
  /** Number of the last operation that is shown here. */
  #number = 0;
  #snapshotAt = 0;
  #ahead = new Map<number, Operation>();
  #loading: Promise<void> | undefined;

  constructor(options: { id: string; space: string; session: Session; handlers: BoardHandlers }) {
    this.id = options.id;
    this.space = options.space;
    this.#session = options.session;
    this.#handlers = options.handlers;
    this.#stops.push(
      options.session.onSignal("board", (data) => void this.#receive(data as Operation)),
      options.session.stream.onConnect(() => void this.load().catch(() => {})), // the next operation asks again
      strokesOf(options.session).onSent((operation) => void this.#sent(operation)),
    );
  }

  /** Loads what there is, or what was missed. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Sends a change, in its turn. */
  send(change: unknown): void {
    strokesOf(this.#session).add(this.id, this.space, change);
  }

  /** Whether something is still on its way. */
  get pending(): boolean {
    return strokesOf(this.#session).of(this.id).length > 0;
  }

  /** Makes a snapshot when something has changed since the last. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    if (this.#number > this.#snapshotAt && !this.pending) await this.#makeSnapshot().catch(() => {}); // later then
  }

  async #load(): Promise<void> {
    const strokes = strokesOf(this.#session);
    await strokes.resume();
    for (const change of this.#number === 0 ? strokes.of(this.id) : []) this.#handlers.onChange(change);
    const query = { since: String(this.#number) };
    const content = await call(api.boards[":id"].$get({ param: { id: this.id }, query }));
    if (content.snapshot !== null) {
      this.#handlers.onChange(await this.#open(content.snapshot));
      this.#number = content.snapshotAt;
    }
    this.#snapshotAt = content.snapshotAt;
    for (const operation of content.operations) await this.#show(operation);
  }

  /** Operations may come twice or out of turn: each is shown once, in order of the numbers. */
  async #receive(operation: Operation): Promise<void> {
    if (operation.board !== this.id || operation.number <= this.#number) return;
    this.#ahead.set(operation.number, operation);
    if (!this.#ahead.has(this.#number + 1)) {
      await this.load();
      this.#ahead = new Map([...this.#ahead].filter(([number]) => number > this.#number));
    }
    for (let next = this.#ahead.get(this.#number + 1); next; next = this.#ahead.get(this.#number + 1)) {
      this.#ahead.delete(next.number);
      await this.#show(next);
    }
  }

  async #show(operation: Operation): Promise<void> {
    if (operation.number <= this.#number) return;
    this.#number = operation.number;
    this.#handlers.onChange(await this.#open(operation.body));
  }

  #open(jwe: string): Promise<unknown> {
    return openChange(this.#session.keyring, jwe, { sp: this.space, mid: this.id });
  }

  async #sent(operation: Operation): Promise<void> {
    if (operation.board !== this.id) return;
    if (operation.number === this.#number + 1) this.#number = operation.number;
    if (operation.number - this.#snapshotAt >= snapshotEvery) await this.#makeSnapshot().catch(() => {}); // by another
  }

  async #makeSnapshot(): Promise<void> {
    const at = this.#number;
    const { change, thumbnail } = await this.#handlers.snapshot();
    const sealed = this.#session.sealed(this.space);
    await sealed.seal(this.id, thumbnail, ({ body: picture }) =>
      sealed.seal(this.id, change, async ({ body }) => {
        const json = { at, body, thumbnail: picture };
        await call(api.boards[":id"].snapshot.$put({ param: { id: this.id }, json }));
        this.#snapshotAt = at;
      }),
    );
  }
}
