/** Who is here and who is typing: volatile, told by signals. */
import type { Presence } from "../../appliance/messaging/index.ts";
import { Signal } from "./signal.ts";
import type { StreamClient } from "./stream.ts";

const typingSeconds = 4;
const sameTypingEvery = 2500;
/** As many as the appliance lets one client watch. */
const mostWatched = 500;

export class Here {
  readonly presence = new Signal<ReadonlyMap<string, Presence>>(new Map());
  /** Space → people typing in it. */
  readonly typing = new Signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly #stream: StreamClient;
  #watched: readonly string[] = [];
  /** Those who are looked for at this moment: they come first. */
  #sought: readonly string[] = [];
  #saidTypingAt = 0;

  constructor(stream: StreamClient) {
    this.#stream = stream;
  }

  receivePresence(states: Record<string, Presence>): void {
    this.presence.update((old) => new Map([...old, ...Object.entries(states)]));
  }

  receiveTyping({ space, person }: { space: string; person: string }): void {
    const others = this.typing.value.get(space) ?? [];
    if (!others.includes(person)) this.typing.update((old) => new Map(old).set(space, [...others, person]));
    setTimeout(() => this.hasWritten(space, person), typingSeconds * 1000);
  }

  /** What they were typing has arrived, or was given up. */
  hasWritten(space: string, person: string): void {
    this.typing.update((typing) => {
      const left = typing.get(space)?.filter((id) => id !== person) ?? [];
      const next = new Map(typing);
      if (left.length > 0) next.set(space, left);
      else next.delete(space);
      return next;
    });
  }

  sayTyping(space: string): void {
    if (Date.now() - this.#saidTypingAt < sameTypingEvery) return;
    this.#saidTypingAt = Date.now();
    this.#stream.signal("typing", { space });
  }

  /** What was being written is sent or given up: the next letter is said at once. */
  stopTyping(): void {
    this.#saidTypingAt = 0;
  }

  /** Asks for the presence of those whose dots are on the screen. */
  watch(people: readonly string[]): void {
    this.#watched = people;
    this.#ask();
  }

  /** Asks for the presence of people besides: of those who were found by what is typed. */
  seek(people: readonly string[]): void {
    this.#sought = people;
    this.#ask();
  }

  #ask(): void {
    const people = new Set([...this.#sought, ...this.#watched]);
    this.#stream.signal("watch", { people: [...people].slice(0, mostWatched) });
  }
}
