/** The location service: which contacts a person can be reached at (RFC 3261 §10). */
import type { Clock, Timer } from "../platform/index.ts";
import { type Flow, isPlain } from "./flow.ts";
import { parseUri } from "./headers.ts";

export interface Binding {
  personId: string;
  /** The device whose credentials registered it; undefined for browsers. */
  deviceId: string | undefined;
  /** The Contact's URI, exactly as it was registered. */
  contact: string;
  flow: Flow;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  userAgent: string;
  callId: string;
  sequence: number;
  /** `+sip.instance` and `reg-id` (RFC 5626), where the client has them. */
  instance: string;
}

export const mostBindings = 10;

type Client = Pick<Binding, "contact" | "instance">;

const isSameClient = (one: Client, other: Client): boolean =>
  one.contact === other.contact || (one.instance !== "" && one.instance === other.instance);

/** Who may come back over another connection, in a few words: a page of a person's app, or a telephone at an address. */
export function clientOf({ personId, address }: Pick<Flow, "address" | "personId">, contact: string): string {
  const uri = parseUri(contact);
  return `${personId ?? address} ${uri?.user} ${uri?.host}`;
}

/** What was encrypted stays so. */
export const isAsPrivate = (now: Pick<Flow, "transport">, before: Pick<Flow, "transport">): boolean =>
  !isPlain(now) || isPlain(before);

export class Location {
  readonly #clock: Clock;
  readonly #byPerson = new Map<string, Binding[]>();
  /** How to stop listening for the end of a binding's connection. */
  readonly #watched = new WeakMap<Binding, () => void>();
  /** How many live bindings came from an address: such a source is never banned. */
  readonly #addresses = new Map<string, number>();
  #sweep: Timer | undefined;
  /** Who waits for a person's next binding. */
  readonly #waiting = new Map<string, Set<(binding: Binding) => void>>();
  /** Told after a person's bindings changed. */
  onChange: (personId: string) => void = () => {};
  /** Told of a device that came or went; not of one that registered again. */
  onDevice: (binding: Binding, registered: boolean) => void = () => {};
  /** Told of a device that came, or that began anew (it was restarted): what it was told before is gone. */
  onFresh: (binding: Binding) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#scheduleSweep();
  }

  of(personId: string): readonly Binding[] {
    return this.#byPerson.get(personId) ?? [];
  }

  /** What is registered over this connection, which nobody else can speak over; none for datagrams. */
  at(flow: Flow): Binding | undefined {
    if (!flow.reliable) return undefined;
    return this.all().find((binding) => binding.flow === flow);
  }

  /** Whether a telephone, and not only an app, is registered from this address. */
  hasTelephoneAt(address: string): boolean {
    if (!this.holds(address)) return false;
    return this.all().some(({ deviceId, flow }) => deviceId !== undefined && flow.address === address);
  }

  all(): Binding[] {
    return [...this.#byPerson.values()].flat();
  }

  each(visit: (binding: Binding) => void): void {
    for (const bindings of this.#byPerson.values()) for (const binding of bindings) visit(binding);
  }

  /**
   * The open connection, as private, over which the same client is registered now, perhaps after it lost one.
   * @param owner whose client it has to be; undefined: anybody's, where the connection does not say
   */
  flowAfter(
    lost: Pick<Flow, "transport" | "address" | "personId">,
    contact: string,
    owner = lost.personId,
  ): Flow | undefined {
    const candidates = owner === undefined ? this.all() : this.of(owner);
    const wanted = clientOf(lost, contact);
    return candidates.find(({ contact: uri, flow }) => {
      if (!flow.open || !isAsPrivate(flow, lost)) return false;
      return (lost.personId !== undefined || flow.address === lost.address) && clientOf(flow, uri) === wanted;
    })?.flow;
  }

  /** Resolves with a binding of this person that fits, now or as soon as there is one; rejects when it is over. */
  next(personId: string, fits: (binding: Binding) => boolean, over: AbortSignal): Promise<Binding> {
    const known = this.of(personId).find(fits);
    if (known) return Promise.resolve(known);
    const found = Promise.withResolvers<Binding>();
    const look = (binding: Binding) => fits(binding) && found.resolve(binding);
    const waiting = this.#waiting.get(personId) ?? new Set();
    this.#waiting.set(personId, waiting.add(look));
    const giveUp = () => found.reject(new Error("it is over"));
    if (over.aborted) giveUp();
    else over.addEventListener("abort", giveUp, { once: true });
    return found.promise.finally(() => {
      over.removeEventListener("abort", giveUp);
      waiting.delete(look);
      if (waiting.size === 0) this.#waiting.delete(personId);
    });
  }

  get size(): number {
    let size = 0;
    for (const bindings of this.#byPerson.values()) size += bindings.length;
    return size;
  }

  holds(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** Whether a person may have these, once those whose contacts are `gone` are not there any more. */
  hasRoom(personId: string, wanted: readonly Client[], gone: ReadonlySet<string>): boolean {
    const staying = this.of(personId).filter(({ contact }) => !gone.has(contact));
    const added = wanted.filter((client) => !staying.some((binding) => isSameClient(binding, client)));
    return staying.length + added.length <= mostBindings;
  }

  /** Adds or refreshes. */
  put(binding: Binding): void {
    const bindings = this.#byPerson.get(binding.personId) ?? [];
    const index = bindings.findIndex((other) => isSameClient(other, binding));
    const old = bindings[index];
    if (old) {
      this.#letGo(old);
      bindings[index] = binding;
    } else bindings.push(binding);
    if (!old) this.onDevice(binding, true);
    this.#count(binding.flow.address, 1);
    this.#byPerson.set(binding.personId, bindings);
    this.#watched.set(
      binding,
      binding.flow.onClose(() => this.#lost(binding)),
    );
    this.onChange(binding.personId);
    if (old?.callId !== binding.callId) this.onFresh(binding);
    for (const look of [...(this.#waiting.get(binding.personId) ?? [])]) look(binding);
  }

  /** Removes the bindings that `which` says. */
  remove(personId: string, which: (binding: Binding) => boolean): void {
    const bindings = this.of(personId);
    const kept = bindings.filter((binding) => !which(binding));
    if (kept.length === bindings.length) return;
    for (const binding of bindings) {
      if (kept.includes(binding)) continue;
      this.#letGo(binding);
      this.onDevice(binding, false);
    }
    if (kept.length === 0) this.#byPerson.delete(personId);
    else this.#byPerson.set(personId, kept);
    this.onChange(personId);
  }

  close(): void {
    this.#sweep?.cancel();
  }

  /** The connection is gone; a newer binding of the same contact over another one stays. */
  #lost(lost: Binding): void {
    this.remove(lost.personId, ({ flow }) => flow === lost.flow);
  }

  #letGo(binding: Binding): void {
    this.#count(binding.flow.address, -1);
    this.#watched.get(binding)?.();
  }

  #count(address: string, change: number): void {
    const count = (this.#addresses.get(address) ?? 0) + change;
    if (count > 0) this.#addresses.set(address, count);
    else this.#addresses.delete(address);
  }

  #scheduleSweep(): void {
    this.#sweep = this.#clock.after(10_000, () => {
      const now = this.#clock.now();
      for (const personId of [...this.#byPerson.keys()])
        this.remove(personId, ({ expiresAt }) => expiresAt <= now);
      this.#scheduleSweep();
    });
  }
}
