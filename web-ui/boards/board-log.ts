/**
 * One board's operations: what others changed comes in, in order of the numbers, and what was missed is asked for;
 * what is changed here goes out by `strokes.ts`, and is shown before everything else when the page was left before.
 * One thing is done after the other, so that the number of what is shown is never ahead of it: a snapshot takes the
 * place of all operations up to that number.
 */
import type { Operation } from "../../appliance/boards/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "../store/session.ts";
import { openChange } from "./sealed-change.ts";
import { strokesOf } from "./strokes.ts";

export interface BoardHandlers {
  /** A change by others, or of the past; whatever a member has sealed. */
  onChange(change: unknown): void;
  /** A change of one's own that the appliance will never take: what is shown here is not what others see. */
  onRefused(reason: unknown): void;
  /** Everything now as one change, with a small picture as a data URL, or the first words. Read before it awaits. */
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
  /** Number of the last operation that is shown here, as are all before it. */
  #number = 0;
  #snapshotAt = 0;
  #ahead = new Map<number, Operation>();
  /** Ids of what was changed here: it is shown already. */
  readonly #own = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  /** How many wait for their turn, or have it. */
  #waiting = 0;
  #closed = false;

  constructor(options: { id: string; space: string; session: Session; handlers: BoardHandlers }) {
    this.id = options.id;
    this.space = options.space;
    this.#session = options.session;
    this.#handlers = options.handlers;
    const strokes = strokesOf(options.session);
    const later = () => {}; // the next operation, or the next connection, asks again
    this.#stops.push(
      options.session.onSignal("board", (data) => void this.#receive(data as Operation).catch(later)),
      options.session.stream.onConnect(() => void this.load().catch(later)),
      strokes.onSent((operation) => void this.#sent(operation).catch(later)),
      strokes.onRefused((board, reason) => board === this.id && this.#handlers.onRefused(reason)),
    );
  }

  /** Loads what there is, or what was missed. */
  load(): Promise<void> {
    return this.#inTurn(() => this.#load());
  }

  /** Sends a change, in its turn. */
  send(change: unknown): void {
    this.#own.add(strokesOf(this.#session).add(this.id, this.space, change));
  }

  /** Whether something is still on its way. */
  get pending(): boolean {
    return strokesOf(this.#session).of(this.id).length > 0;
  }

  /** Makes a snapshot when something has changed since the last; at once, as what shows the board goes. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#closed = true;
    const changed = this.#number > this.#snapshotAt && !this.pending;
    if (changed && this.#waiting === 0) await this.#makeSnapshot().catch(() => {}); // by another then
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    this.#waiting++;
    const done = this.#turn.then(() => (this.#closed ? undefined : run())).finally(() => this.#waiting--);
    this.#turn = done.catch(() => {});
    return done;
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
    await this.#inTurn(() => this.#showAhead());
  }

  async #showAhead(): Promise<void> {
    if (this.#ahead.size > 0 && !this.#ahead.has(this.#number + 1)) await this.#load();
    for (let next = this.#ahead.get(this.#number + 1); next; next = this.#ahead.get(this.#number + 1))
      await this.#show(next);
    this.#ahead = new Map([...this.#ahead].filter(([number]) => number > this.#number));
  }

  async #show({ id, number, body }: Operation): Promise<void> {
    if (number <= this.#number) return;
    if (!this.#own.delete(id)) this.#handlers.onChange(await this.#open(body));
    this.#number = number;
  }

  #open(jwe: string): Promise<unknown> {
    return openChange(this.#session.keyring, jwe, { sp: this.space, mid: this.id });
  }

  async #sent(operation: Operation): Promise<void> {
    if (operation.board !== this.id) return;
    await this.#receive(operation);
    if (this.#number - this.#snapshotAt >= snapshotEvery) await this.#inTurn(() => this.#makeSnapshot());
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
