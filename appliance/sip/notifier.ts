/** The NOTIFYs of subscriptions (RFC 6665 §4.2.2): one is on its way to a watcher, what changes meanwhile is told by the next. */
import type { Clock, Timer } from "../platform/index.ts";
import { type DialogState, requestWithin } from "./dialog-state.ts";
import type { Flow } from "./flow.ts";
import { type Subscription, spareNumbers } from "./subscription.ts";
import type { Transactions } from "./transactions.ts";

/** NOTIFYs between two looks at what has come in meanwhile: everybody may watch the line that rings. */
const ofRound = 16;

export interface NotifierContext {
  clock: Clock;
  transactions: Transactions;
  contact(flow: Flow): string;
  flowFor(state: DialogState, personId: string): Promise<Flow>;
}

interface Parts extends NotifierContext {
  /** Whether it has not ended. */
  stands(subscription: Subscription): boolean;
  /** Writes how far its numbers are. */
  keep(subscription: Subscription): void;
  /** Its watcher may not watch any more. */
  onForbidden(subscription: Subscription): void;
  /** Its watcher does not want it, or is not there, and has not asked for it anew since. */
  onRefused(subscription: Subscription): void;
}

export class Notifier {
  readonly #parts: Parts;
  /** To be told of a change, in this order. */
  readonly #due = new Set<Subscription>();
  #round: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Tells of a change, after what is said in this moment; nothing while a NOTIFY is on its way. */
  changed(subscription: Subscription): void {
    subscription.changed = true;
    if (!subscription.telling) this.#tellSoon(subscription);
  }

  /** Tells how it is now, after a NOTIFY that is on its way. */
  atOnce(subscription: Subscription): void {
    subscription.changed = true;
    if (!subscription.telling) void this.#tell(subscription);
  }

  /** The last word to a watcher. @param reason of the end, with its parameters */
  end(subscription: Subscription, reason: string): void {
    void this.#send(subscription, `terminated;reason=${reason}`);
  }

  /** It is not told of what has changed. */
  forget(subscription: Subscription): void {
    this.#due.delete(subscription);
  }

  close(): void {
    this.#round?.cancel();
    this.#due.clear();
  }

  #tellSoon(subscription: Subscription): void {
    this.#due.add(subscription);
    this.#round ??= this.#parts.clock.after(0, () => this.#tellDue()); // the call itself goes first
  }

  #tellDue(): void {
    this.#round = undefined;
    let told = 0;
    for (const subscription of this.#due) {
      if (told++ === ofRound) {
        this.#round = this.#parts.clock.after(0, () => this.#tellDue());
        return;
      }
      this.#due.delete(subscription);
      // One that was asked for anew meanwhile is told already; the end of that looks at what has changed since.
      if (subscription.changed && !subscription.telling) void this.#tell(subscription);
    }
  }

  async #tell(subscription: Subscription): Promise<void> {
    const { clock, stands, keep, onForbidden, onRefused } = this.#parts;
    if (!stands(subscription)) return;
    subscription.telling = true;
    subscription.changed = false;
    if (!mayWatch(subscription)) return onForbidden(subscription);
    const { state, expiresAt } = subscription;
    if (state.localSequence % (spareNumbers / 2) === 0) keep(subscription);
    const left = Math.max(0, Math.round((expiresAt - clock.now()) / 1000));
    const asked = state.remoteSequence;
    const taken = await this.#send(subscription, `active;expires=${left}`);
    if (!taken && state.remoteSequence === asked) return onRefused(subscription);
    subscription.telling = false;
    if (subscription.changed) this.#tellSoon(subscription);
  }

  /** Resolves when the watcher has answered; false when it watches no more. */
  async #send(subscription: Subscription, subscriptionState: string): Promise<boolean> {
    const { transactions, contact, flowFor } = this.#parts;
    const { state, resource, entity, version, personId, package: known } = subscription;
    subscription.version++;
    const isTold = mayWatch(subscription); // else nothing is any more
    try {
      const flow = await flowFor(state, personId);
      const body = isTold ? known.state(resource, { version, entity, personId }) : "";
      const content = isTold ? { type: known.contentType, body } : undefined;
      const request = requestWithin(state, "NOTIFY", ++state.localSequence, content);
      request.headers.add("event", known.name);
      request.headers.add("subscription-state", subscriptionState);
      request.headers.add("contact", contact(flow));
      const answered = Promise.withResolvers<boolean>();
      transactions.request(request, flow, {
        onResponse: ({ status }) => status >= 200 && answered.resolve(status < 300 || status === 491),
        onTimeout: () => answered.resolve(false),
      });
      return await answered.promise;
    } catch {
      return false; // there is no way to it any more
    }
  }
}

const mayWatch = ({ package: known, resource, personId }: Subscription): boolean =>
  known.mayWatch?.(resource, personId) !== false;
