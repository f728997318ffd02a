/** Telephones that set themselves up with a code, and load what their person sets: Cisco's and Linphone. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { CiscoPhone } from "../../../scripts/peers/cisco-phone.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { Linphone } from "../../../scripts/peers/linphone.ts";
import { SetClock } from "../../../scripts/peers/set-clock.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import type { PhoneSettings } from "./settings.ts";

const zone = "Europe/Berlin";
const hardware = "00562b043615";
const day = 24 * 3600 * 1000;

const clock = new SetClock();
let house: TelephoneHouse;
let app: AppClient;
let maria: Person;
const phones: CiscoPhone[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria <Ödegård> & Co", "Jonas"], { SIP__DOMAIN: "localhost" }, { clock });
  maria = Object.values(house.people)[0] as Person;
  app = new AppClient(house.box.url);
  await app.signIn({ ...maria, password });
}, 30_000);

afterEach(async () => {
  for (const phone of phones.splice(0)) phone.unplug();
  const { devices } = house.box.rooms.sip;
  for (const { id } of devices.of(maria.id)) await devices.remove(maria.id, id);
  for (const { id } of (await own()).codes) await app.api.phones.codes[":id"].$delete({ param: { id } });
  clock.skip(120_000); // nobody's attempts count any more
});

afterAll(() => house?.box.dispose());

const own = () => call(app.api.phones.$get());
const newCode = (name = "") => call(app.api.phones.codes.$post({ json: { name, timeZone: zone } }));

function cisco(options: Partial<ConstructorParameters<typeof CiscoPhone>[0]> = {}): CiscoPhone {
  const phone = new CiscoPhone({ model: "8841", hardware, ...options });
  phones.push(phone);
  return phone;
}

/** A telephone that was set up with a code and has registered. */
async function setUp(options: Parameters<typeof cisco>[0] = {}): Promise<CiscoPhone> {
  const phone = cisco(options);
  expect(await phone.load((await newCode()).url)).toBe(200);
  expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
  return phone;
}

async function change(settings: Partial<PhoneSettings>) {
  const [phone] = (await own()).phones;
  if (!phone) throw new Error("there is no telephone");
  const json = { ...phone.settings, ...settings };
  return app.api.phones[":id"].settings.$put({ param: { id: phone.deviceId }, json });
}

test("[CA-26] [AD-07] [DV-20] a telephone that is given a code is its person's, encrypted, with their name on it", async () => {
  const { code, url, expiresAt } = await newCode("Desk");
  expect(code).toMatch(/^\d{16}$/);
  expect(url).toBe(`${house.box.url}/phones/${code}`);
  expect(expiresAt).toBeGreaterThan(clock.now() + 7 * day - 60_000);
  const phone = cisco();
  expect(await phone.load(url)).toBe(200);
  expect(phone.field("Display_Name_1_")).toBe(maria.name);
  expect(phone.field("Secure_Call_Option_1_")).toBe("Strict");
  expect(phone.field("SIP_Transport_1_")).toBe("TLS");
  expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
  const [device] = house.box.rooms.sip.phonesOf(maria.id);
  expect(device).toMatchObject({ name: "Desk", registered: true, encrypted: true, plain: false });
  const { codes, phones: set } = await own();
  expect(codes).toEqual([]);
  expect(set).toMatchObject([
    { deviceId: device?.id, hardware: "00:56:2b:04:36:15", firmware: "11.3.1", upToDate: true },
  ]);
  expect(set[0]?.model.name).toBe("Cisco 8841");
});

test("[CA-26] a code is for one telephone; the same may come again while its answer may have been lost", async () => {
  const { url } = await newCode();
  const phone = cisco();
  expect(await phone.load(url)).toBe(200);
  expect(await cisco({ hardware: "00562b043616" }).load(url)).toBe(404);
  expect(await phone.load(url)).toBe(200); // with another password
  expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
  expect(house.box.rooms.sip.devices.of(maria.id)).toHaveLength(1);
  clock.skip(11 * 60_000);
  expect(await phone.load(url)).toBe(404);
});

test("[CA-26] the same telephone asking many times at once is one telephone", async () => {
  const { url } = await newCode();
  const phone = cisco();
  expect(new Set(await Promise.all(Array.from({ length: 8 }, () => phone.load(url))))).toEqual(
    new Set([200]),
  );
  expect(house.box.rooms.sip.devices.of(maria.id)).toHaveLength(1);
});

test("[CA-26] what is changed in the portal is on the telephone at once", async () => {
  const phone = await setUp();
  const title = 'Reception <"2nd"> & café';
  await change({
    title,
    ringVolume: 3,
    brightness: 8,
    backlight: "always",
    clock: "12",
    dates: "month/day",
    timeZone: "America/New_York",
    keys: [
      { kind: "watch", label: "Jonas; =@$ Weber", number: "2002" },
      { kind: "none" },
      { kind: "dial", label: "Taxi", number: "+49 (30) 20 20-20" },
    ],
  });
  await phone.hasLoaded(2);
  expect(Object.fromEntries(phone.fields)).toMatchObject({
    Station_Name: title,
    Ringer_Volume: "3",
    Display_Brightness: "8",
    Back_Light_Timer: "Always On",
    Time_Format: "12hr",
    Date_Format: "month/day",
    Time_Zone: "GMT-05:00",
    Daylight_Saving_Time_Rule: "start=3/8/7/2:0:0;end=11/1/7/2:0:0;save=1:0:0",
    Extension_1_: "1",
    Extension_2_: "Disabled",
    Extended_Function_2_: "fnc=blf+sd+cp;sub=2002@localhost;ext=2002@localhost;nme=Jonas Weber",
    Extended_Function_3_: "",
    Extended_Function_4_: "fnc=sd;ext=+4930202020@localhost;nme=Taxi",
    Extended_Function_10_: "",
  });
  await until(async () => (await own()).phones[0]?.upToDate === true);
  // A key that was there is gone again: what is not written would stay.
  await change({ keys: [] });
  await phone.hasLoaded(3);
  expect(phone.field("Extended_Function_2_")).toBe("");
});

test("[CA-26] a telephone that was away loads what was changed when it comes back", async () => {
  const phone = await setUp();
  phone.unplug();
  await until(() => house.box.rooms.sip.location.of(maria.id).length === 0);
  await change({ title: "Changed meanwhile" });
  expect((await own()).phones[0]?.upToDate).toBe(false);
  expect(phone.loads).toBe(1);
  expect(await phone.register(house.box.rooms.sip.ports.tls)).toBe(200);
  await phone.hasLoaded(2);
  expect([phone.field("Station_Name"), phone.asked]).toEqual(["Changed meanwhile", 1]);
});

test("[CA-26] the password is told once; a telephone that lost it is set up with another code and keeps its keys", async () => {
  const phone = await setUp();
  await change({ title: "Kept", keys: [{ kind: "dial", label: "Taxi", number: "202020" }] });
  await phone.hasLoaded(2);
  const first = phone.field("Profile_Rule");
  const again = cisco();
  expect(await again.load(first)).toBe(200);
  expect(again.fields.has("Password_1_")).toBe(false);
  const reset = await setUp();
  expect(reset.field("Station_Name")).toBe("Kept");
  expect(reset.field("Extended_Function_2_")).toContain("nme=Taxi");
  expect(house.box.rooms.sip.devices.of(maria.id)).toHaveLength(1);
  expect(await cisco().load(first)).toBe(404); // the address went with the password
});

test("[CA-26] [SE-06] who has a telephone's old password is signed out when it is set up again", async () => {
  const stolen = await setUp();
  await setUp();
  expect(await stolen.register(house.box.rooms.sip.ports.tls)).toBe(401);
});

test("[CA-26] a telephone of somebody else becomes nobody's by saying that it is it", async () => {
  const before = await setUp();
  const [phone] = (await own()).phones;
  const jonas = new AppClient(house.box.url);
  await jonas.signIn({ ...(house.people.jonas as Person), password });
  const { url } = await call(jonas.api.phones.codes.$post({ json: { name: "", timeZone: zone } }));
  const param = { id: phone?.deviceId ?? "" };
  const json = phone?.settings as PhoneSettings;
  expect((await jonas.api.phones[":id"].settings.$put({ param, json })).status as number).toBe(404);
  expect(await cisco().load(url)).toBe(200); // the same Ethernet address
  expect(await before.register(house.box.rooms.sip.ports.tls)).toBe(200);
  expect((await own()).phones).toHaveLength(1);
});

test("[CA-26] a removed telephone loads nothing any more", async () => {
  const phone = await setUp();
  const [device] = house.box.rooms.sip.devices.of(maria.id);
  await house.box.rooms.sip.devices.remove(maria.id, device?.id ?? "");
  expect(await phone.load(phone.field("Profile_Rule"))).toBe(404);
  expect((await own()).phones).toEqual([]);
});

test("[CA-26] a code ends after a week, or when its person takes it back; ten wait at most", async () => {
  const old = await newCode();
  clock.skip(7 * day);
  expect(await cisco().load(old.url)).toBe(404);
  const taken = await newCode();
  await app.api.phones.codes[":id"].$delete({ param: { id: taken.id } });
  expect(await cisco().load(taken.url)).toBe(404);
  for (let made = 0; made < 10; made++) await newCode();
  const refused = await app.api.phones.codes.$post({ json: { name: "", timeZone: zone } });
  expect(refused.status as number).toBe(409);
});

test("[CA-26] who has ten telephones keeps the code until there is room", async () => {
  const { devices } = house.box.rooms.sip;
  for (let made = 0; made < 10; made++) await devices.add(maria.id, `Phone ${made}`);
  const { url } = await newCode();
  expect(await cisco().load(url)).toBe(409);
  await devices.remove(maria.id, devices.of(maria.id)[0]?.id ?? "");
  expect(await cisco().load(url)).toBe(200);
});

test("[CA-26] [SE-03] codes are not to be guessed, and a browser uses none up", async () => {
  const { url } = await newCode();
  const page = await app.fetch(url, { headers: { Accept: "text/html" }, redirect: "manual" });
  expect([page.status, page.headers.get("location")]).toEqual([303, "/calls?tab=settings"]);
  const wrong = cisco();
  const seen = new Set<number>();
  for (let at = 0; at < 100; at++)
    seen.add(await wrong.load(`${house.box.url}/phones/${String(at).padStart(16, "0")}`));
  expect(seen).toEqual(new Set([404, 429]));
  expect(await wrong.load(url)).toBe(429); // the right one is as good as wrong then
  clock.skip(60_000);
  expect(await cisco().load(url)).toBe(200);
});

test("[CA-26] [SE-05] rubbish gets an error, and changes nothing", async () => {
  await setUp({ model: "7821" });
  const rubbish: [Record<string, unknown>, number][] = [
    [{ title: "" }, 400],
    [{ title: "x".repeat(31) }, 400],
    [{ ringVolume: 16 }, 400],
    [{ brightness: "bright" }, 400],
    [{ backlight: "2m" }, 400],
    [{ timeZone: "Mars/Olympus" }, 400],
    [{ keys: [{ kind: "dial", label: "x", number: "2002;nme=x" }] }, 400],
    [{ keys: [{ kind: "watch", label: "x", number: "+49" }] }, 400],
    [{ keys: [{ kind: "reboot" }] }, 400],
    [{ keys: [{ kind: "none" }, { kind: "none" }] }, 422], // a 7821 has one key beside its line
    [{ more: true }, 400],
  ];
  const [before] = (await own()).phones;
  const at = `${house.box.url}/app/phones/${before?.deviceId}/settings`;
  for (const [part, status] of rubbish) {
    const content = JSON.stringify({ ...before?.settings, ...part });
    const answer = await app.fetch(at, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Origin: house.box.url },
      body: content,
    });
    expect([part, answer.status]).toEqual([part, status]);
  }
  expect((await own()).phones[0]?.settings).toEqual(before?.settings as PhoneSettings);
  const { url } = await newCode();
  const headers = { "User-Agent": "\u00ff".repeat(2000) };
  const answer = await fetch(url, { headers, tls: { rejectUnauthorized: false } });
  expect(await answer.text()).toContain("lpconfig.xsd"); // as to any telephone that is none of Cisco's
});

test("[CA-26] Linphone that scans a code is its person's telephone, over TLS and with SRTP", async () => {
  const { url } = await newCode();
  const linphone = Linphone.start({ address: url, authority: house.box.authority, tone: 440 });
  try {
    await until(() => house.box.rooms.sip.location.of(maria.id).length > 0);
    const [device] = house.box.rooms.sip.phonesOf(maria.id);
    expect(device).toMatchObject({ name: "Linphone", registered: true, encrypted: true });
    expect((await own()).phones).toEqual([]); // its settings are its own
    linphone.command("call *97");
    const { calling, sip } = house.box.rooms;
    await until(() => calling.liveCalls.length > 0);
    const [invite] = sip.trace.of(calling.liveCalls[0]?.id ?? "");
    expect(invite?.text).toMatch(/^m=audio \d+ RTP\/SAVP /m);
    linphone.command("terminate");
    await house.quiet();
  } finally {
    await linphone.stop();
  }
}, 40_000);
