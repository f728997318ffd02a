/** Subscriptions (RFC 6665): who watches what, from the SUBSCRIBE or from a house before this one until the end. */
import { Absent } from "./absent.ts";
import { dialogKeyOf } from "./dialog-state.ts";
import type { EventPackage } from "./event-package.ts";
import { type Flow, isPlain } from "./flow.ts";
import { lostFlow } from "./flows.ts";
import { dialledUser } from "./headers.ts";
import type { KeptSubscriptions } from "./kept-subscriptions.ts";
import type { Binding, Location } from "./location.ts";
import type { SipRequest } from "./message.ts";
import { Notifier, type NotifierContext } from "./notifier.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import {
  eventOf,
  type KeptSubscription,
  lifetimeOf,
  longest,
  resumed,
  type Subscription,
  subscriptionOf,
  type Watched,
} from "./subscription.ts";
import { SubscriptionBook } from "./subscription-book.ts";
import { randomTag } from "./transactions.ts";

export interface SubscriptionContext extends NotifierContext {
  udpFlow(address: string, port: number): Flow;
  flowAfter: Location["flowAfter"];
  /** Where they outlive the house. */
  kept: Pick<KeptSubscriptions, "of" | "put" | "remove">;
  /** Whether this person may watch at all, from this device. */
  isKnown(personId: string, deviceId: string | undefined): boolean;
}

type Registered = Pick<Binding, "flow" | "contact" | "personId">;

const shortest = 60;
/** Ten telephones, with a hundred keys each. */
const mostOfPerson = 1000;
/** Seconds after which who has more than that may ask again. */
const retryAfter = 600;

export class Subscriptions {
  readonly #context: SubscriptionContext;
  readonly #packages = new Map<string, EventPackage>();
  readonly #book = new SubscriptionBook();
  readonly #notifier: Notifier;
  /** Left by a house that was killed, and to be told when their telephone has registered again. */
  readonly #absent: Absent<Subscription>;

  constructor(context: SubscriptionContext) {
    this.#context = context;
    this.#notifier = new Notifier({
      ...context,
      stands: (subscription) => this.#book.has(subscription),
      keep: (subscription) => context.kept.put(subscription),
      onForbidden: (subscription) => this.#end(subscription, "rejected"),
      onRefused: (subscription) => this.#remove(subscription),
    });
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
    for (const subscription of this.#book.to(name, resource)) this.#notifier.changed(subscription);
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
    const { request } = transaction;
    const refuse = (status: number, headers: Record<string, string> = {}) =>
      transaction.answer(status, { tag: randomTag(), headers });
    const known = this.#packages.get(eventOf(request));
    if (!known) return refuse(489, { "Allow-Events": this.packages.join(", ") });
    const seconds = lifetimeOf(request);
    if (seconds === undefined) return refuse(400);
    if (seconds > 0 && seconds < shortest) return refuse(423, { "Min-Expires": String(shortest) });
    const user = dialledUser(request.uri)?.user ?? "";
    const resource = known.resourceOf(user, personId);
    if (resource === undefined) return refuse(404);
    if (known.mayWatch && !known.mayWatch(resource, personId)) return refuse(403);
    const watched = { package: known, resource, personId, deviceId };
    taken(request, watched, (status) => {
      if (status >= 300) return refuse(status);
      this.#begin(transaction, watched, seconds);
    });
  }

  #begin(transaction: ServerTransaction, watched: Watched, seconds: number): void {
    const { request, flow } = transaction;
    if (this.#book.countOf(watched.personId) >= mostOfPerson) {
      // What a telephone had before it was restarted stays until its time is up, and gives way where it is in the way.
      const older = this.#book.olderOf(watched);
      if (!older) {
        const headers = { "Retry-After": String(retryAfter) };
        return transaction.answer(503, { tag: randomTag(), headers });
      }
      this.#end(older, `probation;retry-after=${retryAfter}`);
    }
    const subscription = subscriptionOf(request, flow, watched);
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
      transaction.answer(status);
      return true;
    }
    subscription.state.remoteSequence = sequence;
    if (this.#isAwaited(subscription)) this.#isBack(subscription, transaction.flow);
    subscription.state.flow = transaction.flow;
    taken(request, subscription, (status) => {
      const stands = this.#book.has(subscription);
      if (status >= 300 || !stands) transaction.answer(stands ? status : 481);
      else this.#accept(transaction, subscription, seconds);
    });
    return true;
  }

  close(): void {
    for (const { expiry } of this.#book.all) expiry?.cancel();
    this.#notifier.close();
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
    this.#notifier.changed(subscription);
  }

  #expireAfter(subscription: Subscription, milliseconds: number): void {
    subscription.expiry?.cancel();
    subscription.expiry = this.#context.clock.after(milliseconds, () => this.#end(subscription, "timeout"));
  }

  #accept(transaction: ServerTransaction, subscription: Subscription, seconds: number): void {
    const { clock, contact } = this.#context;
    const granted = Math.min(seconds, longest);
    const headers = { Expires: String(granted), Contact: contact(transaction.flow) };
    transaction.answer(200, { tag: subscription.state.localTag, headers });
    subscription.expiresAt = clock.now() + granted * 1000;
    if (granted === 0) return this.#end(subscription, "timeout");
    this.#expireAfter(subscription, granted * 1000);
    this.#context.kept.put(subscription);
    this.#notifier.atOnce(subscription); // RFC 6665 §4.2.1.2
  }

  #end(subscription: Subscription, reason: string): void {
    this.#remove(subscription);
    if (!this.#isAwaited(subscription)) this.#notifier.end(subscription, reason);
  }

  #remove(subscription: Subscription): void {
    subscription.expiry?.cancel();
    this.#notifier.forget(subscription);
    if (this.#book.remove(subscription)) this.#context.kept.remove(subscription);
  }
}

/** Lets the package take what a SUBSCRIBE carries; most carry nothing, and go on at once. */
function taken(
  { headers, body }: SipRequest,
  { package: known, resource }: Pick<Watched, "package" | "resource">,
  goOn: (status: number) => void,
): void {
  if (body === "" || !known.take) return goOn(200);
  const type = /^[^;\s]*/.exec(headers.get("content-type")?.toLowerCase() ?? "")?.[0] ?? "";
  known.take(resource, { type, body }).then(goOn, () => goOn(500));
}
