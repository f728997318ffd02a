/** Nobody can tell at which telephone a person is: what is shown outside, and to who calls them (MB-03). */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { ours, type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { Softphone } from "../../../scripts/peers/softphone.ts";
import { WebrtcSound } from "../../../scripts/peers/softphone-media.ts";
import { webSocketCarrier } from "../../../scripts/peers/softphone-transport.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

const jonasNumber = "+14155550142";

let outside: ProvidedHouse;
let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  ({ house } = outside);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  const own = { number: jonasNumber, reaches: `${jonas.extension}`, address: null };
  await house.box.rooms.calling.numbers.put(own);
}, 30_000);
afterEach(() => outside.hangUp());
afterAll(() => outside.dispose());

async function appOf({ name, email }: Person): Promise<AppClient> {
  const app = new AppClient(house.box.url);
  await app.signIn({ name, email, password });
  return app;
}

/** Who calls, as the provider is told by the call that stands there. */
function shown() {
  const { calling, sip } = outside.provider.box.rooms;
  const [{ id } = { id: "" }] = calling.liveCalls;
  const invite = sip.trace.of(id).find(({ text, outgoing }) => !outgoing && text.startsWith("INVITE"));
  const header = (name: string) =>
    new RegExp(`^${name}: (.*?)(;tag=.*)?\r?$`, "im").exec(invite?.text ?? "")?.[1];
  return {
    from: header("From"),
    asserted: header("P-Asserted-Identity"),
    contact: /^sip:([^@]*)@/.exec(header("Contact")?.replace("<", "") ?? "")?.[1],
  };
}

async function fromDesk(person: Person) {
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const desk = await house.phone(person);
  await desk.command("dial", theirs);
  await other.says(/Call established/);
  const identity = shown();
  await desk.command("hangup");
  await house.quiet();
  await outside.hangUp();
  return identity;
}

test("[MB-03] the desk, the app itself, and a telephone that the app dials with show the same number and name outside", async () => {
  const atDesk = await fromDesk(maria);
  expect(atDesk.from).toContain(ours);
  expect(atDesk.asserted).toContain(ours);
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const app = await appOf(maria);

  const telephone = await house.phone(maria, { answers: true, transport: "tcp" });
  const device = house.box.rooms.sip.devices.of(maria.id).find(({ name }) => name === "tcp");
  await app.api.calling.calls.$post({ json: { device: device?.id ?? "", number: theirs } });
  await other.says(/Call established/);
  expect(shown()).toEqual(atDesk);
  await other.command("hangup");
  await house.quiet();
  await telephone.stop();

  const user = maria.extension ?? "";
  const media = () => new WebrtcSound();
  const softphone = await Softphone.open(await webSocketCarrier(app), { user, media });
  const call = await softphone.call(theirs);
  await other.says(/Call established/);
  await until(() => call.established);
  expect(shown()).toEqual(atDesk);
  await call.hangUp();
  await house.quiet();
  await softphone.close();
}, 60_000);

test("[MB-03] a number elsewhere is shown who calls as if they called it from the desk; they are not shown that number", async () => {
  const { settings, history } = house.box.rooms.calling;
  const jonasAtDesk = await fromDesk(jonas);
  expect(jonasAtDesk.from).toContain(jonasNumber);
  await settings.change(maria.id, { reach: [{ number: theirs, delaySeconds: 0 }] });
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  const caller = await house.phone(jonas);
  await caller.command("dial", `${maria.extension}`);
  await other.says(/Call established/);
  expect(shown()).toEqual(jonasAtDesk);
  await other.command("sndcode", "1");
  await caller.says(/Call established/);
  const { calling, sip } = house.box.rooms;
  const said = sip.trace.of(calling.liveCalls[0]?.id ?? "");
  const toProvider = ({ text }: { text: string }) => /^P-Asserted-Identity:/im.test(text);
  const dialogs = new Set(said.filter(toProvider).map(({ text }) => /^Call-ID: (.*)$/im.exec(text)?.[1]));
  const toCaller = said.filter(
    ({ text, outgoing }) => outgoing && !dialogs.has(/^Call-ID: (.*)$/im.exec(text)?.[1]),
  );
  expect(toCaller.some(({ text }) => text.startsWith("SIP/2.0 200"))).toBe(true);
  expect(toCaller.filter(({ text }) => text.includes(theirs.slice(1)))).toEqual([]);
  await caller.command("hangup");
  await house.quiet();
  expect(history(jonas.id)[0]).toMatchObject({ peerName: "Maria", peerNumber: maria.extension });
  await settings.change(maria.id, { reach: [] });
}, 60_000);
