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
  readonly #ends: { deviceId: string; holding: boolean }[];

  constructor(...telephones: string[]) {
    this.#ends = telephones.map((deviceId) => ({ deviceId, holding: false }));
  }

  /** The first of its telephones holds it, or takes it back. */
  hold(held: boolean): this {
    const [first] = this.#ends;
    if (first) first.holding = held;
    this.state = held ? "held" : "connected";
    return this;
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
  last.state = "ended";
  conferences.changed(last);
  expect(conferences.size).toBe(3); // the one call at the desk and in the hall
});

test("[CA-16] a call that comes to a telephone with hundreds of them looks at none that is not held", () => {
  const conferences = new LocalConferences(new VirtualClock(0));
  const others = Array.from({ length: 300 }, (_, index) => new Spoken("house", `a${index}`));
  for (const call of others) conferences.changed(call);
  const before = others.map(({ looks }) => looks);
  const last = new Spoken("house", "desk");
  conferences.changed(last);
  last.state = "ended";
  conferences.changed(last);
  expect(others.map(({ looks }) => looks)).toEqual(before);
  conferences.close();
});

/** Three calls of one telephone, none of them begun. */
function threeCalls() {
  const [first, second, third] = ["hall", "garden", "attic"].map((other) => new Spoken("desk", other));
  if (!first || !second || !third) throw new Error("three are made");
  const clock = new VirtualClock(0);
  const conferences = new LocalConferences(clock);
  const tell = (...calls: Spoken[]) => {
    for (const call of calls) conferences.changed(call);
  };
  return { first, second, third, clock, tell };
}

test("[CA-16] calls that are spoken in one after the other, or only for a moment at once, are no conference", () => {
  const { first, second, third, clock, tell } = threeCalls();
  tell(first, second, first.hold(true));
  clock.advance(5000);
  expect(first.conference ?? second.conference).toBeUndefined();
  tell(second.hold(true), third);
  clock.advance(5000);
  expect(third.conference).toBeUndefined();
  tell(second.hold(false));
  clock.advance(5000);
  expect(second.conference).toBeDefined();
  expect(third.conference).toBe(second.conference);
  expect(first.conference).toBeUndefined();
  tell(first.hold(false)); // the second came when it was held, so that all are one person's
  clock.advance(5000);
  expect(first.conference).toBe(second.conference);
});

test("[CA-16] a second call whose answer the house hears of before the hold of the first is the same person's", () => {
  const { first, second, clock, tell } = threeCalls();
  tell(first);
  clock.advance(10_000);
  tell(second);
  clock.advance(100);
  tell(first.hold(true));
  clock.advance(10_000);
  tell(first.hold(false));
  clock.advance(5000);
  expect(first.conference).toBeDefined();
  expect(second.conference).toBe(first.conference);
});

test("[CA-16] two handsets of one base that speak with two people are no conference, whoever of them holds", () => {
  const { first, second, clock, tell } = threeCalls();
  tell(first);
  clock.advance(10_000);
  tell(second);
  clock.advance(10_000);
  for (const call of [first, second]) {
    tell(call.hold(true));
    clock.advance(5000);
    tell(call.hold(false));
    clock.advance(5000);
  }
  expect(first.conference ?? second.conference).toBeUndefined();
});

test("[CA-16] who is held by the other side when a second call comes is no conference", () => {
  const { first, second, clock, tell } = threeCalls();
  tell(first);
  clock.advance(10_000);
  first.state = "held"; // by the other side
  tell(first, second);
  first.state = "connected";
  tell(first);
  clock.advance(5000);
  expect(first.conference ?? second.conference).toBeUndefined();
});

test("[CA-16] a telephone that calls itself holds the call with either of its ends", () => {
  const clock = new VirtualClock(0);
  const conferences = new LocalConferences(clock);
  const [itself, other] = [new Spoken("desk", "desk"), new Spoken("desk", "hall")];
  conferences.changed(itself);
  clock.advance(10_000);
  conferences.changed(itself.hold(true)); // its first end; the later one holds nobody
  clock.advance(10_000);
  conferences.changed(other);
  conferences.changed(itself.hold(false));
  clock.advance(5000);
  expect(other.conference).toBeDefined();
  expect(itself.conference).toBe(other.conference);
  for (const call of [itself, other]) {
    call.state = "ended";
    conferences.changed(call);
  }
  expect(conferences.size).toBe(0);
});
