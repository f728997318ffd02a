/** Keys of telephones that watch lines: what each shows, and how long after its cause it did. */
import type { SipRequest } from "../../appliance/sip/message.ts";
import type { Crowd, Phone } from "./sip-crowd.ts";

export type Lamp = "idle" | "ringing" | "busy" | "do not disturb";

const subscription = [
  ["event", "dialog"],
  ["accept", "application/dialog-info+xml"],
  ["expires", "1800"],
] as const;

interface Expected {
  lamp: Lamp;
  /** As `performance.now()`: when it was caused. */
  since: number;
}

export class LampKeys {
  /** Milliseconds from the causes to the NOTIFYs that came of them, by what they said. */
  readonly delays = new Map<Lamp, number[]>();
  /** States that were over before they could be told. */
  skipped = 0;
  readonly #crowd: Crowd;
  readonly #watchers = new Map<string, string[]>();
  /** By key: the watcher and the number that it watches. */
  readonly #shown = new Map<string, Lamp>();
  readonly #expected = new Map<string, Expected[]>();

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    crowd.onNotify = (request) => this.#notified(request);
  }

  /** How many keys there are, and what one shows; undefined before it was told. */
  get size(): number {
    return this.#shown.size;
  }

  shownAt(watcher: Phone, extension: string): Lamp | undefined {
    return this.#shown.get(keyOf(watcher.username, extension));
  }

  /** A key of this telephone watches that number from now on. */
  async watch(watcher: Phone, extension: string): Promise<void> {
    const response = await this.#crowd.ask("SUBSCRIBE", watcher, { user: extension, headers: subscription });
    if (response.status !== 200) throw new Error(`SUBSCRIBE was answered ${response.status}`);
    const watchers = this.#watchers.get(extension) ?? [];
    this.#watchers.set(extension, [...watchers, watcher.username]);
  }

  /** Something that happens now changes a line: every key that watches it is to show that. */
  caused(extension: string, lamp: Lamp): void {
    const since = performance.now();
    for (const watcher of this.#watchers.get(extension) ?? []) {
      const key = keyOf(watcher, extension);
      this.#expected.set(key, [...(this.#expected.get(key) ?? []), { lamp, since }]);
    }
  }

  /** How many keys do not show yet what was caused. */
  get awaited(): number {
    let awaited = 0;
    for (const expected of this.#expected.values()) awaited += expected.length;
    return awaited;
  }

  #notified({ uri, body }: SipRequest): void {
    const now = performance.now();
    const watcher = /^sip:([^@]+)@/.exec(uri)?.[1] ?? "";
    const extension = /entity="sip:([^@"]+)@/.exec(body)?.[1] ?? "";
    const key = keyOf(watcher, extension);
    const lamp = lampIn(body);
    this.#shown.set(key, lamp);
    const expected = this.#expected.get(key) ?? [];
    const at = expected.findIndex((one) => one.lamp === lamp);
    const met = expected[at];
    if (!met) return;
    this.skipped += at;
    this.#expected.set(key, expected.slice(at + 1));
    const delays = this.delays.get(lamp) ?? [];
    this.delays.set(lamp, delays);
    delays.push(now - met.since);
  }
}

const keyOf = (watcher: string, extension: string): string => `${watcher} ${extension}`;

function lampIn(document: string): Lamp {
  if (document.includes('id="do-not-disturb"')) return "do not disturb";
  if (document.includes("<state>confirmed")) return "busy";
  return document.includes("<state>early") || document.includes("<state>trying") ? "ringing" : "idle";
}
