/**
 * Who is here and who is typing. Clients say whom they are looking at; a change goes to those who look, so
 * the cost grows with what is on the screens and not with the square of the organisation.
 */
import { z } from "zod";
import type { Stream } from "../platform/index.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { Spaces } from "./spaces.ts";

/** `dnd`: does not want to be disturbed, wherever they are. */
export type Presence = "offline" | "idle" | "active" | "call" | "meeting" | "dnd";

const watchSignal = z.object({ people: z.array(z.string().max(40)).max(500) });
const idleSignal = z.object({ idle: z.boolean() });
const typingSignal = z.object({ space: z.uuid() });

type Activity = "call" | "meeting" | "dnd";

const foremost = ["dnd", "meeting", "call"] as const;

export class PresenceService {
  readonly #stream: Stream;
  /** Person → those who look at them. */
  readonly #watchers = new Map<string, Set<string>>();
  /** Watcher → whom they look at. */
  readonly #watched = new Map<string, Set<string>>();
  readonly #idle = new Set<string>();
  readonly #activities = new Map<string, Set<Activity>>();
  readonly #listeners = new Set<(personId: string, presence: Presence) => void>();
  /** What was told last of those who are not offline. */
  readonly #told = new Map<string, Presence>();
  readonly #rights: SpaceRights;

  constructor(options: { stream: Stream; spaces: Spaces; rights: SpaceRights }) {
    const { stream, spaces, rights } = options;
    this.#stream = stream;
    this.#rights = rights;
    stream.onPresence((personId, connected) => {
      if (!connected) {
        this.#idle.delete(personId);
        this.#watch(personId, []);
      }
      this.#tell(personId);
    });
    stream.onSignal("watch", ({ personId }, data) => this.#watch(personId, watchSignal.parse(data).people));
    stream.onSignal("idle", ({ personId }, data) => {
      if (idleSignal.parse(data).idle) this.#idle.add(personId);
      else this.#idle.delete(personId);
      this.#tell(personId);
    });
    stream.onSignal("typing", ({ personId }, data) => {
      const { space } = typingSignal.parse(data);
      if (!rights.isMember(space, personId)) return;
      const others = spaces.memberIds(space).filter((id) => id !== personId);
      stream.signal(others, "typing", { space, person: personId });
    });
  }

  of(personId: string): Presence {
    const activities = this.#activities.get(personId);
    // What becomes of a call to them is what others want to know first.
    if (activities) return foremost.find((one) => activities.has(one)) ?? "call";
    return this.#atApp(personId);
  }

  /** Whether they are at the app and busy with nobody; whom calls do not disturb may be asked in writing. */
  besidesCalls(personId: string): Presence {
    const activities = this.#activities.get(personId);
    if (activities?.has("meeting") || activities?.has("call")) return "call";
    return this.#atApp(personId);
  }

  #atApp(personId: string): Presence {
    if (!this.#stream.isConnected(personId)) return "offline";
    return this.#idle.has(personId) ? "idle" : "active";
  }

  /** Calls `listener` whenever somebody comes, goes, or is busy; returns the way to stop. */
  onChange(listener: (personId: string, presence: Presence) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Told by calls and meetings when one begins and when the last has ended, and when somebody wants to be left alone. */
  setActivity(personId: string, activity: Activity, active: boolean): void {
    const activities = this.#activities.get(personId) ?? new Set();
    if (activities.has(activity) === active) return;
    if (active) activities.add(activity);
    else activities.delete(activity);
    if (activities.size > 0) this.#activities.set(personId, activities);
    else this.#activities.delete(personId);
    this.#tell(personId);
  }

  #watch(watcher: string, people: string[]): void {
    for (const person of this.#watched.get(watcher) ?? []) this.#watchers.get(person)?.delete(watcher);
    if (people.length === 0) {
      this.#watched.delete(watcher);
      return;
    }
    const visible = people.filter((person) => this.#rights.maySee(watcher, person));
    this.#watched.set(watcher, new Set(visible));
    for (const person of visible) {
      const watchers = this.#watchers.get(person) ?? new Set();
      this.#watchers.set(person, watchers.add(watcher));
    }
    const states = Object.fromEntries(visible.map((person) => [person, this.of(person)]));
    this.#stream.signal([watcher], "presence", states);
  }

  /** Tells of a change; what is as it was is no news. */
  #tell(personId: string): void {
    const presence = this.of(personId);
    if (presence === (this.#told.get(personId) ?? "offline")) return;
    if (presence === "offline") this.#told.delete(personId);
    else this.#told.set(personId, presence);
    for (const listener of this.#listeners) listener(personId, presence);
    const watchers = [...(this.#watchers.get(personId) ?? [])].filter((one) =>
      this.#rights.maySee(one, personId),
    );
    if (watchers.length > 0) this.#stream.signal(watchers, "presence", { [personId]: presence });
  }
}
