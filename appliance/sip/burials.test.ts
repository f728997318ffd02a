/** Dialogs of a house that was killed end when their peer is connected again, and are not kept for ever. */
import { expect, test } from "bun:test";
import { until } from "../../scripts/peers/until.ts";
import { VirtualClock } from "../platform/index.ts";
import { Burials } from "./burials.ts";
import type { Remains } from "./dialog-state.ts";
import { StreamFlow } from "./flows.ts";
import { Location } from "./location.ts";

const remains: Remains = {
  ...{ callId: "c", local: "<sip:house@x>;tag=1", remote: "<sip:maria@x>;tag=2" },
  ...{ localTag: "1", remoteTag: "2", remoteTarget: "sip:maria@192.0.2.1:6000;transport=tls" },
  ...{ routeSet: [], localSequence: 1, remoteSequence: 1 },
  ...{ address: "192.0.2.1", port: 6000, transport: "TLS" },
};

function graveyard() {
  const clock = new VirtualClock();
  const location = new Location(clock);
  const ended: Remains[] = [];
  /** To a peer: what it answers to each BYE, and how often it had been tried before. */
  const way = { there: true, asked: 0, answers: [] as number[], numbers: [] as number[] };
  let searches = 0;
  const burials = new Burials({
    clock,
    flowTo: () => Promise.reject(new Error("there is no way there")),
    flowToPeer: async (peer, address) => {
      way.asked++;
      if (peer === "of yesterday") throw new Error("it is no peer any more");
      if (!way.there) throw new Error("it is away");
      const transport = peer === "in the clear" ? "TCP" : "TLS";
      return new StreamFlow({ transport, address, port: 5061, write: () => true });
    },
    flowAfter(lost, contact) {
      searches++;
      return location.flowAfter(lost, contact);
    },
    async end(one, _flow, tried) {
      ended.push(one);
      way.numbers.push(tried);
      return way.answers.shift() ?? 200;
    },
  });
  location.onDevice = (binding, registered) => registered && burials.look(binding);
  const register = async (contact: string, address = "192.0.2.1", transport: "TLS" | "TCP" = "TLS") => {
    const flow = new StreamFlow({ transport, address, port: 7000, write: () => true });
    const more = { expiresAt: 6e7, userAgent: "", callId: "r", sequence: 1, instance: "" };
    location.put({ personId: "maria", deviceId: "desk", contact, flow, ...more });
    await Promise.resolve(); // it is answered first
  };
  /** Lets the clock go on, and what is promised come true on the way. */
  const pass = async (minutes: number) => {
    for (let second = 0; second < 60 * minutes; second++) {
      clock.advance(1000);
      await new Promise(setImmediate);
    }
  };
  return { clock, burials, ended, register, way, pass, searches: () => searches };
}

test("[CA-02] it is the same telephone that has to come back, at whichever port, and is told once", async () => {
  const { burials, ended, register } = graveyard();
  burials.add(remains);
  await register("sip:jonas@192.0.2.1:7000;transport=tls");
  await register("sip:maria@192.0.2.9:7000;transport=tls", "192.0.2.9");
  expect(ended).toEqual([]);
  await register("sip:maria@192.0.2.1:7000;transport=tls");
  await register("sip:maria@192.0.2.1:7001;transport=tls");
  expect(ended).toEqual([remains]);
});

test("[CA-02] [CA-03] a peer that called in over its own connection is connected to, and need not come back", async () => {
  const { burials, ended, register } = graveyard();
  const [left, forgotten] = [
    { ...remains, peer: "provider" },
    { ...remains, peer: "of yesterday" },
  ];
  burials.add(forgotten);
  burials.add({ ...remains, peer: "in the clear" }); // it spoke TLS
  burials.add(left);
  await until(() => ended.length > 0);
  await register("sip:maria@192.0.2.1:7000;transport=tls"); // a telephone at the peer's address
  expect(ended).toEqual([left]);
});

test("[CA-02] who does not come back within an hour is forgotten", async () => {
  const { clock, burials, ended, register } = graveyard();
  burials.add(remains);
  clock.advance(3_600_001);
  await register("sip:maria@192.0.2.1:7000;transport=tls");
  expect(ended).toEqual([]);
});

test("[CA-02] who has come back before anybody knew is told at once", async () => {
  const { burials, ended, register } = graveyard();
  await register("sip:maria@192.0.2.1:7000;transport=tls");
  burials.add(remains);
  expect(ended).toEqual([remains]);
});

test("[CA-02] what was encrypted is not ended over a line that is not", async () => {
  const { burials, ended, register } = graveyard();
  burials.add(remains);
  await register("sip:maria@192.0.2.1:7000;transport=tcp", "192.0.2.1", "TCP");
  expect(ended).toEqual([]);
  await register("sip:maria@192.0.2.1:7000;transport=tls");
  expect(ended).toEqual([remains]);
});

test("[CA-02] all telephones register again at once, and none looks through what waits for others", async () => {
  const { burials, ended, register, searches } = graveyard();
  for (let one = 0; one < 500; one++)
    burials.add({ ...remains, remoteTarget: `sip:away${one}@192.0.2.1:6000;transport=tls` });
  burials.add(remains);
  for (let one = 0; one < 9; one++) await register(`sip:other${one}@192.0.2.1:7000;transport=tls`);
  await register("sip:maria@192.0.2.1:7000;transport=tls");
  expect(ended).toEqual([remains]);
  expect(searches()).toBe(501); // when each was added
});

test("[CA-02] [CA-03] a trunk that is away when the house starts is told when it is back within minutes", async () => {
  const { clock, burials, ended, way, pass } = graveyard();
  way.there = false;
  burials.add({ ...remains, peer: "provider" });
  await pass(4);
  expect(ended).toEqual([]);
  way.there = true;
  await pass(5);
  expect(ended).toHaveLength(1);
  await pass(60);
  expect([ended.length, clock.pending]).toEqual([1, 1]); // of the location
});

test("[CA-02] [CA-03] a trunk that does not answer its BYE is told again, until it answers whatever it says", async () => {
  const { burials, ended, way, pass } = graveyard();
  way.answers = [408, 503, 481];
  burials.add({ ...remains, peer: "provider" });
  await pass(20);
  expect([ended.length, way.numbers]).toEqual([3, [0, 1, 2]]);
});

test("[CA-02] [CA-03] a trunk that stays away is given up", async () => {
  const { clock, burials, way, pass } = graveyard();
  way.there = false;
  burials.add({ ...remains, peer: "provider" });
  await pass(15);
  const { asked } = way;
  expect(asked).toBeGreaterThan(3);
  way.there = true;
  await pass(60);
  expect([way.asked, clock.pending]).toEqual([asked, 1]);
});

test("[CA-02] a house that closes tries nothing more", async () => {
  const { clock, burials, way, pass } = graveyard();
  way.there = false;
  burials.add({ ...remains, peer: "provider" });
  await pass(1);
  burials.close();
  const { asked } = way;
  burials.add({ ...remains, peer: "provider" });
  await pass(15);
  expect([way.asked, clock.pending]).toEqual([asked + 1, 1]);
});
