/** Notifiers (RFC 6665): who watches what, and the NOTIFYs that tell them. */
import type { Clock, Timer } from "../platform/index.ts";
import { type DialogState, detachedState, dialogKey, dialogKeyOf, requestWithin } from "./dialog-state.ts";
import { type Flow, isPlain } from "./flow.ts";
import { dialledUser, parseNameAddress } from "./headers.ts";
import { responseTo, type SipRequest } from "./message.ts";
import type { ServerTransaction } from "./server-transaction.ts";
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
  flowFor(state: DialogState): Promise<Flow>;
}

const shortest = 60;
/** Watchers of a house that was restarted come back within this many seconds. */
const longest = 1800;
/** A person's phones, with a screen full of keys each. */
const mostOfPerson = 500;
/** NOTIFYs between two looks at what has come in meanwhile: everybody may watch the line that rings. */
const ofRound = 16;

interface Subscription {
  state: DialogState;
  package: EventPackage;
  resource: string;
  entity: string;
  personId: string;
  /** The device whose credentials it showed; undefined for browsers. */
  deviceId: string | undefined;
  version: number;
  expiresAt: number;
  expiry: Timer | undefined;
  /** A NOTIFY is on its way; what changes meanwhile is told by the next. */
  telling: boolean;
  changed: boolean;
}

export class Subscriptions {
  readonly #context: SubscriptionContext;
  readonly #packages = new Map<string, EventPackage>();
  readonly #byDialog = new Map<string, Subscription>();
  readonly #watchers = new Map<string, Set<Subscription>>();
  /** How many each person has. */
  readonly #counts = new Map<string, number>();
  /** To be told of a change, in this order. */
  readonly #due = new Set<Subscription>();
  #round: Timer | undefined;

  constructor(context: SubscriptionContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#byDialog.size;
  }

  serve(eventPackage: EventPackage): void {
    this.#packages.set(eventPackage.name, eventPackage);
  }

  /** Event packages, as Allow-Events names them. */
  get packages(): string[] {
    return [...this.#packages.keys()];
  }

  isWatched(name: string, resource: string): boolean {
    return this.#watchers.has(`${name}|${resource}`);
  }

  /** Whether this peer watches it already, so that it need not be told besides. */
  isWatchedFrom(name: string, resource: string, flow: Flow): boolean {
    const watchers = this.#watchers.get(`${name}|${resource}`) ?? [];
    return [...watchers].some(
      ({ state }) => state.flow.address === flow.address && state.flow.port === flow.port,
    );
  }

  /** Tells everybody who watches this resource. */
  changed(name: string, resource: string): void {
    if (this.#watchers.size === 0) return;
    for (const subscription of this.#watchers.get(`${name}|${resource}`) ?? []) {
      subscription.changed = true;
      if (!subscription.telling) this.#tellSoon(subscription);
    }
  }

  /** Ends those of watchers who may not watch any more. */
  endOf(which: (watcher: { personId: string; deviceId: string | undefined; flow: Flow }) => boolean): void {
    for (const subscription of [...this.#byDialog.values()]) {
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
    const own = this.#counts.get(personId) ?? 0;
    if (own >= mostOfPerson) return refuse(503, { "Retry-After": "600" });
    const tag = randomTag();
    const { headers } = request;
    const subscription: Subscription = {
      state: detachedState({
        callId: headers.get("call-id") ?? "",
        local: `${headers.get("to")};tag=${tag}`,
        remote: headers.get("from") ?? "",
        localTag: tag,
        remoteTag: headers.from?.params.get("tag") ?? "",
        remoteTarget: parseNameAddress(headers.all("contact")[0] ?? "")?.uri ?? headers.from?.uri ?? "",
        routeSet: headers.all("record-route"),
        localSequence: 0,
        remoteSequence: headers.cseq?.number ?? 0,
        flow,
      }),
      package: known,
      resource,
      entity: request.uri.split(";")[0] ?? request.uri,
      personId,
      deviceId,
      version: 0,
      expiresAt: 0,
      expiry: undefined,
      telling: false,
      changed: false,
    };
    this.#byDialog.set(keyOf(subscription), subscription);
    this.#counts.set(personId, own + 1);
    const watched = `${known.name}|${resource}`;
    this.#watchers.set(watched, (this.#watchers.get(watched) ?? new Set()).add(subscription));
    this.#accept(transaction, subscription, seconds);
  }

  /** A request inside a subscription's dialog; false when it is of none. */
  receiveWithin(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    const subscription = this.#byDialog.get(dialogKeyOf(request));
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
    subscription.state.flow = transaction.flow;
    this.#accept(transaction, subscription, seconds);
    return true;
  }

  close(): void {
    for (const { expiry } of this.#byDialog.values()) expiry?.cancel();
    this.#round?.cancel();
    this.#due.clear();
    this.#byDialog.clear();
    this.#watchers.clear();
    this.#counts.clear();
  }

  #accept(transaction: ServerTransaction, subscription: Subscription, seconds: number): void {
    const { clock, contact } = this.#context;
    const granted = Math.min(seconds, longest);
    const headers = { Expires: String(granted), Contact: contact(transaction.flow) };
    transaction.respond(responseTo(transaction.request, 200, { tag: subscription.state.localTag, headers }));
    subscription.expiry?.cancel();
    subscription.expiresAt = clock.now() + granted * 1000;
    if (granted > 0)
      subscription.expiry = clock.after(granted * 1000, () => this.#end(subscription, "timeout"));
    else return this.#end(subscription, "timeout");
    subscription.changed = true;
    if (!subscription.telling) void this.#tell(subscription); // at once (RFC 6665 §4.2.1.2)
  }

  #end(subscription: Subscription, reason: string): void {
    this.#remove(subscription);
    void this.#send(subscription, `terminated;reason=${reason}`);
  }

  #remove(subscription: Subscription): void {
    subscription.expiry?.cancel();
    this.#due.delete(subscription);
    if (!this.#byDialog.delete(keyOf(subscription))) return;
    const left = (this.#counts.get(subscription.personId) ?? 1) - 1;
    if (left > 0) this.#counts.set(subscription.personId, left);
    else this.#counts.delete(subscription.personId);
    const watched = `${subscription.package.name}|${subscription.resource}`;
    const watchers = this.#watchers.get(watched);
    watchers?.delete(subscription);
    if (watchers?.size === 0) this.#watchers.delete(watched);
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
    if (!this.#byDialog.has(keyOf(subscription))) return;
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
      const flow = await flowFor(state);
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

const keyOf = ({ state }: Subscription) => dialogKey(state.callId, state.localTag, state.remoteTag);

const eventOf = ({ headers }: SipRequest) =>
  (headers.get("event") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** Seconds that are asked for; undefined for rubbish. */
function lifetimeOf({ headers }: SipRequest): number | undefined {
  const stated = headers.get("expires") ?? String(longest);
  return /^\d{1,10}$/.test(stated) ? Number(stated) : undefined;
}
