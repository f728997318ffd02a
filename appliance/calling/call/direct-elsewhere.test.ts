/** A call whose sound would go from phone to phone is answered, or rings on, elsewhere: there it goes through the house. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: SoftphoneHouse;
let [maria, tom, uma, app]: Station[] = [];
const line = "2500";
const calling = () => house.box.rooms.calling;
const at = (station: Station | undefined) => station as Station;

beforeAll(async () => {
  house = await SoftphoneHouse.open({ MEDIA__ANCHOR: "when-needed" });
  maria = await house.station("phone", 440);
  tom = await house.station("phone", 700);
  uma = await house.station("phone", 1000);
  app = await house.station("app", 1300);
  await calling().settings.change(at(tom).personId ?? "", { answeredBy: [at(uma).personId ?? ""] });
  const members = [tom, uma].map((one) => at(one).personId ?? "");
  await calling().sharedLines.put(undefined, { name: "Desk", number: line, seconds: 20, members });
}, 60_000);
afterEach(async () => {
  await house.quiet();
  const { media, sip } = house.box.rooms;
  expect(await media.load()).toEqual({ legs: 0, conferences: 0 });
  await until(() => sip.load.dialogs === 0);
});
afterAll(() => house.dispose());

type Ends = Awaited<ReturnType<SoftphoneHouse["ring"]>>;

/** Each hears the other; then the first hangs up. */
async function speak([one, other]: Ends, tones: [number, number]): Promise<void> {
  await until(() => one.established && other.established);
  await Promise.all([one.media.speak(tones[0]), other.media.speak(tones[1])]);
  await Promise.all([one.media.hears(tones[1], [tones[0]]), other.media.hears(tones[0], [tones[1]])]);
  await one.hangUp();
  await until(() => other.over);
}

const legs = async () => (await house.box.rooms.media.load()).legs;

test("[CA-08] who picks up by *8 what rings directly hears the caller, and is heard", async () => {
  const [caller, rung] = await house.ring(at(maria), at(tom));
  expect(await legs()).toBe(0);
  const taken = await at(uma).phone.call(`*8${at(tom).number}`);
  await until(() => rung.over);
  await speak([caller, taken], [at(maria).tone, at(uma).tone]);
});

test("[CA-21] so does who picks it up by its dialog, and who answers it at a shared line", async () => {
  const [caller, rung] = await house.ring(at(maria), at(tom));
  const taken = await at(uma).phone.call(at(tom).number, [`Replaces: ${caller.early}`]);
  await until(() => rung.over);
  await speak([caller, taken], [at(maria).tone, at(uma).tone]);
  const again = await at(maria).phone.call(line);
  await at(tom).phone.rings();
  await at(uma).phone.rings();
  expect(await legs()).toBe(0);
  const answered = await at(uma).phone.call(`*5${line}`);
  await speak([again, answered], [at(maria).tone, at(uma).tone]);
});

test("[CA-08] a caller who gives up while it is picked up leaves nothing", async () => {
  const [caller, rung] = await house.ring(at(maria), at(tom));
  const taken = await at(uma).phone.call(`*8${at(tom).number}`);
  await caller.hangUp();
  await until(() => rung.over && caller.over);
  if (!taken.over) await taken.hangUp();
  await until(() => taken.over);
});

test("[CA-07] a call that nobody answers, and that rings on in an app, is heard there", async () => {
  const { personId = "" } = at(tom);
  await calling().settings.change(personId, { ringSeconds: 5, forwardNoAnswer: at(app).number });
  const [caller, rung] = await house.ring(at(maria), at(tom));
  const elsewhere = await at(app).phone.rings();
  await until(() => rung.over);
  await elsewhere.answer();
  await speak([caller, elsewhere], [at(maria).tone, at(app).tone]);
  await calling().settings.change(personId, { ringSeconds: 20, forwardNoAnswer: null });
});

test("[CA-08] [CA-17] a call that stands directly is not taken over, nor taken or joined at a line, in silence", async () => {
  const caller = await at(maria).phone.call(line);
  const callee = await at(tom).phone.rings();
  await at(uma).phone.rings();
  await callee.answer();
  await until(() => caller.established);
  const over = await at(maria).phone.call(at(tom).number, [`Replaces: ${caller.early}`]);
  await until(() => over.over);
  const joined = await at(uma).phone.call(`*5${line}`);
  await until(() => joined.over);
  expect([over.status, joined.status]).toEqual([488, 486]);
  await speak([caller, callee], [at(maria).tone, at(tom).tone]);
});

test("[CA-07] nobody is sent, before the answer, to who rings directly", async () => {
  const [held, other] = await house.connect(at(maria), at(app));
  const [asking, rung] = await house.ring(at(maria), at(tom));
  expect((await held.refer(asking)).status).toBe(488);
  await asking.hangUp();
  await until(() => rung.over);
  await speak([held, other], [at(maria).tone, at(app).tone]);
});
