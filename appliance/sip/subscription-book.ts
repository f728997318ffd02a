/** All subscriptions of a house: by their dialogs, by what is watched, and how many each person has. */
import { keyOf, type Subscription, type Watched } from "./subscription.ts";

const watchedBy = ({ package: { name }, resource }: Subscription): string => `${name}|${resource}`;

const none: ReadonlySet<Subscription> = new Set();

export class SubscriptionBook {
  readonly #byDialog = new Map<string, Subscription>();
  readonly #byResource = new Map<string, Set<Subscription>>();
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#byDialog.size;
  }

  get all(): Subscription[] {
    return [...this.#byDialog.values()];
  }

  /** @param key of its dialog */
  at(key: string): Subscription | undefined {
    return this.#byDialog.get(key);
  }

  has(subscription: Subscription): boolean {
    return this.#byDialog.has(keyOf(subscription));
  }

  /** Those to a resource of an event package. */
  to(event: string, resource: string): ReadonlySet<Subscription> {
    return this.#byResource.get(`${event}|${resource}`) ?? none;
  }

  /** The oldest by which the same device, or a page of the same person, watches the same. */
  olderOf({ package: { name }, resource, personId, deviceId }: Watched): Subscription | undefined {
    for (const one of this.to(name, resource))
      if (one.personId === personId && one.deviceId === deviceId) return one;
    return undefined;
  }

  countOf(personId: string): number {
    return this.#counts.get(personId) ?? 0;
  }

  add(subscription: Subscription): void {
    const { personId } = subscription;
    this.#byDialog.set(keyOf(subscription), subscription);
    this.#counts.set(personId, this.countOf(personId) + 1);
    const watched = watchedBy(subscription);
    this.#byResource.set(watched, (this.#byResource.get(watched) ?? new Set()).add(subscription));
  }

  /** False when it is not there. */
  remove(subscription: Subscription): boolean {
    const { personId } = subscription;
    if (!this.#byDialog.delete(keyOf(subscription))) return false;
    const left = this.countOf(personId) - 1;
    if (left > 0) this.#counts.set(personId, left);
    else this.#counts.delete(personId);
    const watched = watchedBy(subscription);
    const watchers = this.#byResource.get(watched);
    watchers?.delete(subscription);
    if (watchers?.size === 0) this.#byResource.delete(watched);
    return true;
  }

  clear(): void {
    this.#byDialog.clear();
    this.#byResource.clear();
    this.#counts.clear();
  }
}
