/** One number for a person wherever they are, and what callers from outside and closed accounts do not get. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { oneMenu } from "../../../scripts/peers/one-menu.ts";
import { ours, type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let outside: ProvidedHouse;
let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  ({ house } = outside);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
}, 30_000);
afterEach(() => outside.hangUp());
afterAll(() => outside.dispose());

const calling = () => house.box.rooms.calling;
const elsewhere = () => outside.provider.phone(outside.outsider, { answers: true, tone: 1000 });
const reach = (delaySeconds: number) => [{ number: theirs, delaySeconds }];

/** Signed in to the house. */
async function appOf({ name, email }: Person): Promise<AppClient> {
  const app = new AppClient(house.box.url);
  await app.signIn({ name, email, password });
  return app;
}

describe("single number reach", () => {
  test("[MB-08] a number elsewhere rings too, after its delay; who presses 1 there has the call, and the desk stops", async () => {
    await calling().settings.change(maria.id, { reach: reach(2) });
    const other = await elsewhere();
    const desk = await house.phone(maria);
    const caller = await house.phone(jonas, { tone: 440 });
    const began = performance.now();
    await caller.command("dial", `${maria.extension}`);
    await desk.says(/Incoming call/);
    await other.says(/Call established/);
    expect(performance.now() - began).toBeGreaterThan(2000);
    expect(caller.output).not.toContain("Call established"); // not before somebody says that they are there
    await other.command("sndcode", "1");
    await caller.says(/Call established/);
    await desk.says(/session closed|terminated|cancelled/i);
    expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
    await caller.command("hangup");
    await house.quiet();
    expect(calling().history(maria.id)[0]).toMatchObject({ outcome: "answered", peerName: "Jonas" });
    await calling().settings.change(maria.id, { reach: [] });
  }, 40_000);

  test("[MB-09] a mailbox elsewhere that answers at once never gets the call: ours does", async () => {
    await calling().settings.change(maria.id, { reach: reach(0), voicemail: true, ringSeconds: 6 });
    const mailbox = await elsewhere();
    const desk = await house.phone(maria);
    const caller = await house.phone(jonas, { tone: 440 });
    await caller.command("dial", `${maria.extension}`);
    await mailbox.says(/Call established/);
    await desk.says(/Incoming call/);
    await mailbox.says(/session closed|terminated/i);
    await caller.says(/Call established/);
    expect(calling().liveCalls[0]).toMatchObject({ state: "served", callee: { name: "Maria" } });
    await caller.command("hangup");
    await house.quiet();
    await calling().settings.change(maria.id, { reach: [], voicemail: false, ringSeconds: 20 });
  }, 40_000);

  for (const beside of ["her desk", "nothing else"])
    test(`[MB-09] a mailbox elsewhere that rings beside ${beside} and answers in the last tenth of the ringing, as at 18 of 20 s, does not get the call: ours does`, async () => {
      const { mailboxes } = calling();
      await calling().settings.change(maria.id, { reach: reach(0), voicemail: true, ringSeconds: 6 });
      const mailbox = await outside.provider.phone(outside.outsider, { tone: 1000 });
      const desk = beside === "her desk" ? await house.phone(maria) : undefined;
      const caller = await house.phone(jonas, { tone: 600 });
      await caller.command("dial", `${maria.extension}`);
      await mailbox.says(/Incoming call/);
      await desk?.says(/Incoming call/);
      await Bun.sleep(0.9 * 6000); // how long it rings before its greeting is the mailbox's own
      await mailbox.command("accept");
      await mailbox.says(/Call established/);
      await mailbox.says(/session closed|terminated/i);
      await caller.says(/Call established/);
      expect(calling().liveCalls).toMatchObject([{ state: "served", callee: { name: "Maria" } }]);
      expect((await toneLevels(caller, 1000, 600)).wanted).toBeGreaterThan(1000); // the tone after our greeting
      await Bun.sleep(2000); // the message
      await caller.command("hangup");
      await until(() => mailboxes.count(maria.id).fresh === 1);
      await house.quiet();
      expect(calling().history(maria.id)[0]).toMatchObject({ outcome: "missed", peerName: "Jonas" });
      await mailboxes.remove(maria.id, mailboxes.of(maria.id)[0]?.id ?? "");
      await calling().settings.change(maria.id, { reach: [], voicemail: false, ringSeconds: 20 });
    }, 60_000);
});

test("[CA-11] the number is shown, hidden or the organisation's, as set and as dialled; emergencies always show it", async () => {
  const { calling: theirCalling, sip } = outside.provider.box.rooms;
  const headersAt = async (callee: Person, dialled: string) => {
    const other = await outside.provider.phone(callee, { answers: true });
    const caller = await house.phone(jonas);
    await caller.command("dial", dialled);
    await caller.says(/Call established/);
    const [{ id } = { id: "" }] = theirCalling.liveCalls;
    const { text = "" } =
      sip.trace.of(id).find((one) => !one.outgoing && one.text.startsWith("INVITE")) ?? {};
    const header = (name: string) => new RegExp(`^${name}: (.*?)(;tag=.*)?\r?$`, "im").exec(text)?.[1];
    await caller.command("hangup");
    await house.quiet();
    await caller.stop();
    await other.stop();
    return { from: header("From"), asserted: header("P-Asserted-Identity"), privacy: header("Privacy") };
  };
  const own = "+14155550142";
  const anonymous = '"Anonymous" <sip:anonymous@anonymous.invalid>';
  const choose = (callerId: "own" | "organisation" | "hidden") =>
    calling().settings.change(jonas.id, { callerId });
  await calling().numbers.put({ number: own, reaches: `${jonas.extension}`, address: "2 Market Street" });
  const shown = {
    from: expect.stringContaining(own),
    asserted: expect.stringContaining(own),
    privacy: undefined,
  };
  const hidden = { from: anonymous, asserted: expect.stringContaining(own), privacy: "id" };
  expect(await headersAt(outside.outsider, theirs)).toEqual(shown);
  expect(await headersAt(outside.outsider, `*67${theirs}`)).toEqual(hidden);
  await choose("hidden");
  expect(await headersAt(outside.outsider, theirs)).toEqual(hidden);
  expect(await headersAt(outside.outsider, `*82${theirs}`)).toEqual(shown);
  for (const emergency of ["911", "*67911"])
    expect(await headersAt(outside.helpers, emergency)).toEqual(shown);
  await choose("organisation");
  expect((await headersAt(outside.outsider, theirs)).from).toContain(ours);
  await choose("own");
  await calling().numbers.remove(own);
}, 60_000);

describe("who may", () => {
  test("[EN-05] [EN-06] [EN-07] an offer decides who calls and is called, and a change holds for the next call", async () => {
    const { directory } = house.box.rooms.people;
    const callee = await house.phone(maria, { answers: true });
    const caller = await house.phone(jonas);
    const app = await appOf(jonas);
    for (const offer of ["C1", "C2", "C3"]) {
      await directory.change(jonas.id, { offer });
      await caller.command("dial", `${maria.extension}`);
      await caller.says(/Call established/);
      await caller.command("hangup");
      await house.quiet();
    }
    await directory.change(jonas.id, { offer: "M3" });
    await caller.command("dial", `${maria.extension}`);
    await caller.says(/403 Forbidden/);
    await callee.command("dial", `${jonas.extension}`);
    await callee.says(/480 Temporarily Unavailable/);
    const refused = await app.api.calling.devices.$post({ json: { name: "another" } });
    expect(refused.status).toBe(403);
    await directory.change(jonas.id, { offer: "C2" });
    await house.quiet();
  }, 40_000);

  test("[CA-26] what people set themselves holds for the next call; their class of service is not theirs", async () => {
    const app = await appOf(maria);
    const desk = await house.phone(maria);
    const caller = await house.phone(jonas);
    const set = (json: Parameters<typeof app.api.calling.settings.$patch>[0]["json"]) =>
      app.api.calling.settings.$patch({ json });
    await set({ doNotDisturb: true });
    await caller.command("dial", `${maria.extension}`);
    await caller.says(/486 Busy Here/);
    await set({ doNotDisturb: false, forwardAlways: theirs });
    const other = await elsewhere();
    await caller.command("dial", `${maria.extension}`);
    await other.says(/Call established/);
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await set({ forwardAlways: null, reach: reach(0) });
    await caller.command("dial", `${maria.extension}`);
    await desk.says(/Incoming call/);
    await other.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await set({ reach: [] });
    const more = await app.api.calling.settings.$patch({ json: { outside: "international" } as never });
    expect(((await more.json()) as { outside?: string }).outside ?? "national").toBe("national");
  }, 40_000);

  test("[CA-27] nobody's forwards call outside once their account is closed", async () => {
    const { directory } = house.box.rooms.people;
    await calling().settings.change(jonas.id, { forwardAlways: theirs, reach: reach(0) });
    await directory.change(jonas.id, { state: "disabled" });
    const caller = await house.phone(maria);
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/404 Not Found/);
    await directory.change(jonas.id, { state: "active" });
    await calling().settings.change(jonas.id, { forwardAlways: null, reach: [] });
    await house.quiet();
  }, 30_000);

  test("[CA-15] [CA-27] a stranger who types a slot at a menu does not get whoever waits there", async () => {
    const menu = await calling().attendants.put(undefined, {
      name: "Reception",
      number: "3000",
      definition: oneMenu("For an extension press 1.", { 1: { kind: "extension" } }),
    });
    await calling().numbers.put({ number: ours, reaches: "3000", address: null });
    const waiting = await house.phone(maria);
    const parker = await house.phone(jonas, { answers: true });
    await waiting.command("dial", `${jonas.extension}`);
    await parker.says(/Call established/);
    await waiting.says(/Call established/);
    await parker.command("transfer", "sip:*68@127.0.0.1");
    await until(() => calling().parked.length > 0);
    const slot = calling().parked[0]?.slot ?? "";
    const stranger = await outside.provider.phone(outside.outsider);
    await stranger.command("dial", ours);
    await stranger.says(/Call established/);
    for (const key of `1${slot}#`) await stranger.command("sndcode", key);
    const app = await appOf(maria);
    const refused = async () => {
      const answer = await app.fetch(`${house.box.url}/app/admin/calls/records?text=${slot}&outcome=failed`);
      return ((await answer.json()) as { records: { status: number }[] }).records;
    };
    await until(async () => (await refused()).length > 0);
    expect((await refused())[0]?.status).toBe(403);
    expect(calling().parked).toHaveLength(1);
    await stranger.command("hangup");
    await waiting.command("hangup");
    await house.quiet();
    await calling().attendants.remove(menu.id);
    await calling().numbers.put({ number: ours, reaches: `${maria.extension}`, address: "1 Market Street" });
  }, 40_000);
});

test("[CA-23] a number without an address is told of to administrators, and to who tests their telephone", async () => {
  await calling().numbers.put({ number: ours, reaches: `${maria.extension}`, address: null });
  const app = await appOf(maria);
  const answer = await app.fetch(`${house.box.url}/app/admin/calling`);
  const { numbers } = (await answer.json()) as { numbers: { number: string; address: string | null }[] };
  expect(numbers).toContainEqual(expect.objectContaining({ number: ours, address: null }));
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  const caller = await house.phone(maria);
  const announced = Promise.withResolvers<Record<string, unknown>>();
  const stop = house.box.rooms.events.listen(
    ({ kind, payload }) => kind === "call.emergency" && announced.resolve(payload),
  );
  await caller.command("dial", "911"); // it goes out all the same
  await helpers.says(/Call established/);
  const notice = await announced.promise;
  expect(notice).toMatchObject({ callBack: ours });
  expect(notice.location ?? undefined).toBeUndefined();
  stop();
  await caller.says(/Call established/);
  await caller.command("hangup");
  await house.quiet();
  await helpers.stop();
}, 40_000);
