import type { Octets } from "./message.ts";

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
  /**
   * What a watcher sets by what its SUBSCRIBE carries, where the package lets it. Resolves with the status to answer:
   * below 300 it watches, too.
   */
  take?(resource: string, wish: { type: string; body: Octets }): Promise<number>;
}
