/** Which calls a telephone mixes, seen without telephones. */
import { expect, test } from "bun:test";
import { VirtualClock } from "../../platform/index.ts";
import { LocalConferences } from "./local-conferences.ts";
import type { CallState } from "./machine.ts";

/** Two telephones in a call; `looks` counts how often anybody asked who is on it. */
class Spoken {
  state: CallState = "connected";
  conference: string | undefined;
  looks = 0;
  readonly #ends: { deviceId: string }[];

  constructor(...telephones: string[]) {
    this.#ends = telephones.map((deviceId) => ({ deviceId }));
  }

  get ends() {
    this.looks++;
    return this.state === "ended" ? [] : this.#ends; // a call that was taken apart has nobody
  }
}

test("[CA-16] a change of one call looks at no call of other telephones, and a telephone whose calls are over is forgotten", () => {
  const conferences = new LocalConferences(new VirtualClock(0));
  const others = Array.from({ length: 100 }, (_, index) => new Spoken(`a${index}`, `b${index}`));
  for (const call of others) conferences.changed(call);
  const before = others.map(({ looks }) => looks);
  conferences.changed(new Spoken("desk", "hall"));
  expect(others.map(({ looks }) => looks)).toEqual(before);
  const last = new Spoken("desk", "garden");
  conferences.changed(last);
  conferences.close();
  for (const call of others) {
    call.state = "ended";
    conferences.changed(call);
  }
  last.state = "held";
  conferences.changed(last);
  expect(conferences.size).toBe(3); // the one call at the desk and in the hall
});

test("[CA-16] calls that are spoken in one after the other, or only for a moment at once, are no conference", () => {
  const clock = new VirtualClock(0);
  const conferences = new LocalConferences(clock);
  const [first, second, third] = ["hall", "garden", "attic"].map((other) => new Spoken("desk", other));
  if (!first || !second || !third) throw new Error("three are made");
  conferences.changed(first);
  conferences.changed(second);
  first.state = "held";
  conferences.changed(first);
  clock.advance(5000);
  expect(first.conference ?? second.conference).toBeUndefined();
  conferences.changed(third);
  clock.advance(5000);
  expect(second.conference).toBeDefined();
  expect(third.conference).toBe(second.conference);
  expect(first.conference).toBeUndefined();
});
