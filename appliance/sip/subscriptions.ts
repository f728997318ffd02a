/** Notifiers (RFC 6665): who watches what, and the NOTIFYs that tell them. */
import type { Clock, Timer } from "../platform/index.ts";
import { Absent } from "./absent.ts";
import { type DialogState, dialogKeyOf, requestWithin } from "./dialog-state.ts";
import { type Flow, isPlain } from "./flow.ts";
import { lostFlow } from "./flows.ts";
import { dialledUser } from "./headers.ts";
import type { KeptSubscriptions } from "./kept-subscriptions.ts";
import type { Binding, Location } from "./location.ts";
import { responseTo } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import {
  eventOf,
  type KeptSubscription,
  lifetimeOf,
  longest,
  resumed,
  type Subscription,
  subscriptionOf,
} from "./subscription.ts";
import { SubscriptionBook } from "./subscription-book.ts";
import { randomTag, type Transactions } from "./transactions.ts";

/** One kind of state that can be watched, such as `message-summary` (RFC 3842) or `dialog` (RFC 4235). */
export interface EventPackage {
  readonly name: string;
  readonly contentType: string;
  /** What somebody watches who subscribes to this user part; undefined when there is no such thing for them. */
  resourceOf(user: string, personId: string): string | undefined;
  /** Whether this person may watch it, now; everybody who finds it may where it is left out. */
  mayWatch?(resource: string, personId: string): boolean;
  /**
   * @param version of the document, counted within one subscription; `entity` is the URI that is watched, `personId`
   * who watches
   */
  state(resource: string, about: { version: number; entity: string; personId: string }): string;
}

export interface SubscriptionContext {
  clock: Clock;
  transactions: Transactions;
  contact(flow: Flow): string;
  flowFor(state: DialogState, personId: string): Promise<Flow>;
  udpFlow(address: string, port: number): Flow;
  flowAfter: Location["flowAfter"];
  /** Where they outlive the house. */
  kept: Pick<KeptSubscriptions, "of" | "put" | "remove">;
  /** Whether this person may watch at all, from this device. */
  isKnown(personId: string, deviceId: string | undefined): boolean;
}

type Registered = Pick<Binding, "flow" | "contact" | "personId">;

const shortest = 60;
/** A person's phones, with a screen full of keys each. */
const mostOfPerson = 500;
/** NOTIFYs between two looks at what has come in meanwhile: everybody may watch the line that rings. */
const ofRound = 16;

export class Subscriptions {
  readonly #context: SubscriptionContext;
  readonly #packages = new Map<string, EventPackage>();
  readonly #book = new SubscriptionBook();
  /** To be told of a change, in this order. */
  readonly #due = new Set<Subscription>();
  #round: Timer | undefined;
  /** Left by a house that was killed, and to be told when their telephone has registered again. */
  readonly #absent: Absent<Subscription>;

  constructor(context: SubscriptionContext) {
    this.#context = context;
    this.#absent = new Absent(context.flowAfter);
  }

  get size(): number {
    return this.#book.size;
  }

  /** From now on; who watched before the house was killed is told how it is. */
  serve(eventPackage: EventPackage): void {
    this.#packages.set(eventPackage.name, eventPackage);
    const known = new Map<string, boolean>(); // each device has a screen full of keys
    for (const kept of this.#context.kept.of(eventPackage.name)) {
      const { personId, deviceId } = kept;
      const watcher = `${personId} ${deviceId}`;
      if (!known.has(watcher)) known.set(watcher, this.#context.isKnown(personId, deviceId));
      if (known.get(watcher)) this.#resume(eventPackage, kept);
    }
  }

  /** Somebody has registered who was not there before. */
  registered(binding: Registered): void {
    const isTheirs = ({ personId }: Subscription) => personId === binding.personId; // anybody may say any Contact
    for (const subscription of this.#absent.back(binding, isTheirs)) this.#isBack(subscription, binding.flow);
  }

  /** Event packages, as Allow-Events names them. */
  get packages(): string[] {
    return [...this.#packages.keys()];
  }

  isWatched(name: string, resource: string): boolean {
    return this.#book.to(name, resource).size > 0;
  }

  /** Whether this peer watches it already, so that it need not be told besides. */
  isWatchedFrom(name: string, resource: string, flow: Flow): boolean {
    return [...this.#book.to(name, resource)].some(
      ({ state }) => state.flow.address === flow.address && state.flow.port === flow.port,
    );
  }

  /** Tells everybody who watches this resource. */
  changed(name: string, resource: string): void {
    if (this.#book.size === 0) return;
    for (const subscription of this.#book.to(name, resource)) {
      subscription.changed = true;
      if (!subscription.telling) this.#tellSoon(subscription);
    }
  }

  /** Ends those of watchers who may not watch any more. */
  endOf(which: (watcher: { personId: string; deviceId: string | undefined; flow: Flow }) => boolean): void {
    for (const subscription of this.#book.all) {
      const { personId, deviceId, state } = subscription;
      if (which({ personId, deviceId, flow: state.flow })) this.#end(subscription, "rejected");
    }
  }

  /** A SUBSCRIBE outside any dialog, whose sender is known. */
  receive(transaction: ServerTransaction, personId: string, deviceId?: string): void {
    const { request, flow } = transaction;
    const refuse = (status: number, headers: Record<string, string> = {}) =>
      transaction.respond(responseTo(request, status, { tag: randomTag(), headers }));
    const known = this.#packages.get(eventOf(request));
    if (!known) return refuse(489, { "Allow-Events": this.packages.join(", ") });
    const seconds = lifetimeOf(request);
    if (seconds === undefined) return refuse(400);
    if (seconds > 0 && seconds < shortest) return refuse(423, { "Min-Expires": String(shortest) });
    const user = dialledUser(request.uri)?.user ?? "";
    const resource = known.resourceOf(user, personId);
    if (resource === undefined) return refuse(404);
    if (known.mayWatch && !known.mayWatch(resource, personId)) return refuse(403);
    if (this.#book.countOf(personId) >= mostOfPerson) return refuse(503, { "Retry-After": "600" });
    const subscription = subscriptionOf(request, flow, { package: known, resource, personId, deviceId });
    this.#book.add(subscription);
    this.#accept(transaction, subscription, seconds);
  }

  /** A request inside a subscription's dialog; false when it is of none. */
  receiveWithin(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    const subscription = this.#book.at(dialogKeyOf(request));
    if (!subscription) return false;
    const sequence = request.headers.cseq?.number ?? 0;
    const seconds = lifetimeOf(request);
    const status =
      request.method !== "SUBSCRIBE"
        ? 405
        : isPlain(transaction.flow) && !isPlain(subscription.state.flow)
          ? 403
          : sequence <= subscription.state.remoteSequence
            ? 500
            : seconds === undefined
              ? 400
              : 200;
    if (status !== 200 || seconds === undefined) {
      transaction.respond(responseTo(request, status));
      return true;
    }
    subscription.state.remoteSequence = sequence;
    if (this.#isAwaited(subscription)) this.#isBack(subscription, transaction.flow);
    subscription.state.flow = transaction.flow;
    this.#accept(transaction, subscription, seconds);
    return true;
  }

  close(): void {
    for (const { expiry } of this.#book.all) expiry?.cancel();
    this.#round?.cancel();
    this.#due.clear();
    this.#absent.clear();
    this.#book.clear();
  }

  #resume(known: EventPackage, kept: KeptSubscription): void {
    const { clock, udpFlow } = this.#context;
    const { dialog, personId, deviceId } = kept;
    const { transport = "UDP", address, port, remoteTarget } = dialog;
    const resource = known.resourceOf(dialledUser(kept.entity)?.user ?? "", personId);
    if (resource === undefined) return;
    const isReached = transport === "UDP";
    const flow = isReached ? udpFlow(address, port) : lostFlow({ transport, address, port });
    const watched = { package: known, resource, personId, deviceId };
    const subscription = resumed(kept, flow, clock.now(), watched);
    this.#book.add(subscription);
    this.#expireAfter(subscription, subscription.expiresAt - clock.now());
    subscription.telling = true; // until it is back
    const now = isReached ? flow : this.#absent.add(flow, remoteTarget, subscription, personId);
    if (now) this.#isBack(subscription, now);
  }

  /** Whether it was still to come back; it is not any more. */
  #isAwaited(subscription: Subscription): boolean {
    const { flow, remoteTarget } = subscription.state;
    return this.#absent.remove(flow, remoteTarget, subscription);
  }

  #isBack(subscription: Subscription, flow: Flow): void {
    subscription.state.flow = flow;
    subscription.telling = false;
    subscription.changed = true;
    this.#tellSoon(subscription);
  }

  #expireAfter(subscription: Subscription, milliseconds: number): void {
    subscription.expiry?.cancel();
    subscription.expiry = this.#context.clock.after(milliseconds, () => this.#end(subscription, "timeout"));
  }

  #accept(transaction: ServerTransaction, subscription: Subscription, seconds: number): void {
    const { clock, contact } = this.#context;
    const granted = Math.min(seconds, longest);
    const headers = { Expires: String(granted), Contact: contact(transaction.flow) };
    transaction.respond(responseTo(transaction.request, 200, { tag: subscription.state.localTag, headers }));
    subscription.expiresAt = clock.now() + granted * 1000;
    if (granted === 0) return this.#end(subscription, "timeout");
    this.#expireAfter(subscription, granted * 1000);
    this.#context.kept.put(subscription);
    subscription.changed = true;
    if (!subscription.telling) void this.#tell(subscription); // at once (RFC 6665 §4.2.1.2)
  }

  #end(subscription: Subscription, reason: string): void {
    this.#remove(subscription);
    if (!this.#isAwaited(subscription)) void this.#send(subscription, `terminated;reason=${reason}`);
  }

  #remove(subscription: Subscription): void {
    subscription.expiry?.cancel();
    this.#due.delete(subscription);
    if (this.#book.remove(subscription)) this.#context.kept.remove(subscription);
  }

  #tellSoon(subscription: Subscription): void {
    this.#due.add(subscription);
    this.#round ??= this.#context.clock.after(0, () => this.#tellDue()); // the call itself goes first
  }

  #tellDue(): void {
    this.#round = undefined;
    let told = 0;
    for (const subscription of this.#due) {
      if (told++ === ofRound) {
        this.#round = this.#context.clock.after(0, () => this.#tellDue());
        return;
      }
      this.#due.delete(subscription);
      // One that was asked for anew meanwhile is told already; the end of that looks at what has changed since.
      if (subscription.changed && !subscription.telling) void this.#tell(subscription);
    }
  }

  async #tell(subscription: Subscription): Promise<void> {
    if (!this.#book.has(subscription)) return;
    subscription.telling = true;
    subscription.changed = false;
    const { package: known, resource, personId } = subscription;
    if (known.mayWatch && !known.mayWatch(resource, personId)) return this.#end(subscription, "rejected");
    const left = Math.max(0, Math.round((subscription.expiresAt - this.#context.clock.now()) / 1000));
    if (!(await this.#send(subscription, `active;expires=${left}`))) return this.#remove(subscription);
    subscription.telling = false;
    if (subscription.changed) this.#tellSoon(subscription);
  }

  /** Resolves when the watcher has answered; false when it watches no more. */
  async #send(subscription: Subscription, subscriptionState: string): Promise<boolean> {
    const { transactions, contact, flowFor } = this.#context;
    const { state, resource, entity, version, personId, package: known } = subscription;
    subscription.version++;
    const isRefused = known.mayWatch?.(resource, personId) === false; // nothing is told any more
    try {
      const flow = await flowFor(state, personId);
      const body = isRefused ? "" : known.state(resource, { version, entity, personId });
      const content = isRefused ? undefined : { type: known.contentType, body };
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
