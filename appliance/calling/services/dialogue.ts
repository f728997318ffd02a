/** A conversation with a caller's keypad: the house says something, and the caller presses keys. */
import type { Clock } from "../../platform/index.ts";
import type { Connection } from "../call/connection.ts";
import type { Voice } from "../prompts/voices.ts";
import { concatenate } from "../sounds/speech.ts";
import type { Samples } from "../sounds/wave.ts";
import type { ServiceCall } from "./service.ts";

/** Whoever is at the other end of a leg. */
export type Line = Pick<ServiceCall, "leg" | "onDigit" | "onEnd">;

/** Somebody whom the house has called. */
export function lineOf(connection: Connection): Line {
  const line: Line = { leg: connection.leg, onDigit() {}, onEnd() {} };
  connection.owner = {
    onHold() {},
    onDigit: (_connection, key) => line.onDigit(key),
    onRefer: () => 405,
    onEnd() {
      line.onEnd();
      void connection.leg.silence().catch(() => {}); // nobody hears the rest
    },
  };
  return line;
}

export class Dialogue {
  readonly #call: Line;
  readonly #voice: Voice;
  readonly #clock: Clock;
  readonly #keys: string[] = [];
  #awaited: ((key: string | undefined) => void) | undefined;
  #over = false;

  constructor(call: Line, parts: { voice: Voice; clock: Clock }) {
    this.#call = call;
    this.#voice = parts.voice;
    this.#clock = parts.clock;
    call.onDigit = (key) => {
      if (this.#awaited) return this.#awaited(key);
      this.#keys.push(key);
      void call.leg.silence().catch(() => {}); // who knows the menu need not hear it
    };
    call.onEnd = () => {
      this.#over = true;
      this.#awaited?.(undefined);
    };
  }

  /** The caller has hung up. */
  get over(): boolean {
    return this.#over;
  }

  /** Plays these one after the other, until a key is pressed; resolves with whether all of it was played. */
  async play(...parts: readonly Samples[]): Promise<boolean> {
    if (this.#over || this.#keys.length > 0) return false;
    const end = await this.#call.leg.playAudio(concatenate(...parts)).catch(() => {}); // the leg is gone: so is the caller
    return end === "finished";
  }

  async say(...texts: readonly string[]): Promise<void> {
    if (this.#over || this.#keys.length > 0) return;
    await this.play(...(await Promise.all(texts.map((text) => this.#voice.say(text)))));
  }

  /** The next key; undefined when none comes in time, or the caller hangs up. */
  key(seconds: number): Promise<string | undefined> {
    const pressed = this.#keys.shift();
    if (pressed !== undefined || this.#over) return Promise.resolve(pressed);
    return new Promise((resolve) => {
      const timer = this.#clock.after(seconds * 1000, () => this.#awaited?.(undefined));
      this.#awaited = (key) => {
        timer.cancel();
        this.#awaited = undefined;
        resolve(key);
      };
    });
  }

  /** Keys until `#`, until there are `most`, or until none comes for so long. */
  async keys(options: { most: number; seconds: number }): Promise<string> {
    let typed = "";
    while (typed.length < options.most) {
      const key = await this.key(options.seconds);
      if (key === undefined || key === "#") break;
      typed += key;
    }
    return typed;
  }

  /** Says what there is to choose, or plays it, until a key is pressed, at most so often. */
  async choose(choices: readonly string[] | Samples, times = 3): Promise<string | undefined> {
    for (let time = 0; time < times && !this.#over; time++) {
      if (choices instanceof Uint8Array) await this.play(choices);
      else await this.say(...choices);
      const key = await this.key(5);
      if (key !== undefined) return key;
    }
    return undefined;
  }
}
