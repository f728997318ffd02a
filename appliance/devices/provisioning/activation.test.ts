/** Whom a code makes a telephone for, and when it does not any more; what happens when something happens meanwhile. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { phoneModelOf } from "../../../firmware-config/index.ts";
import { CiscoPhone } from "../../../scripts/peers/cisco-phone.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { ProvisionedPhones } from "./phones.ts";
import { firstSettings } from "./settings.ts";

let house: TelephoneHouse;
let app: AppClient;
let jonas: Person;
const phones: CiscoPhone[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"], { SIP__DOMAIN: "localhost" });
  jonas = house.people.jonas as Person;
  app = new AppClient(house.box.url);
  await app.signIn({ ...jonas, email: jonas.email ?? "", password });
}, 30_000);

afterEach(async () => {
  for (const phone of phones.splice(0)) phone.unplug();
  for (const { id } of devices()) await house.box.rooms.sip.devices.remove(jonas.id, id);
});

afterAll(() => house?.box.dispose());

const devices = () => house.box.rooms.sip.devices.of(jonas.id);
const tls = () => house.box.rooms.sip.ports.tls;

async function newCode(): Promise<string> {
  return (await call(app.api.phones.codes.$post({ json: { name: "", timeZone: "Europe/Berlin" } }))).url;
}

function cisco(model = "8841"): CiscoPhone {
  const phone = new CiscoPhone({ model, hardware: "00562b043615" });
  phones.push(phone);
  return phone;
}

test("[CA-26] a telephone that its person has taken away does not come back with the same code", async () => {
  const [phone, url] = [cisco(), await newCode()];
  expect(await phone.load(url)).toBe(200);
  await house.box.rooms.sip.devices.remove(jonas.id, devices()[0]?.id ?? "");
  expect(await phone.load(url)).toBe(404);
  expect(devices()).toEqual([]);
});

test("[CA-26] once a telephone has signed in, nobody else gets its account with its code", async () => {
  const [phone, url] = [cisco(), await newCode()];
  expect(await phone.load(url)).toBe(200);
  expect(await phone.register(tls())).toBe(200);
  expect(await cisco().load(url)).toBe(404); // behind the same router, and says that it is the same
  expect(await phone.register(tls())).toBe(200);
});

test("[CA-26] [GN-03] who may not call gets no telephone, and keeps the code", async () => {
  const { directory } = house.box.rooms.people;
  const url = await newCode();
  await directory.change(jonas.id, { offer: "M1" });
  expect(await cisco().load(url)).toBe(404);
  expect(devices()).toEqual([]);
  await directory.change(jonas.id, { offer: "C1" });
  expect(await cisco().load(url)).toBe(200);
});

test("[CA-26] who only looks uses no code up, nor a telephone that the house does not set up", async () => {
  const url = await newCode();
  const looked = await app.fetch(url, { method: "HEAD", redirect: "manual" });
  expect(looked.status).toBe(303);
  expect(await cisco("9999").load(url)).toBe(404);
  const agent = { "User-Agent": "Cisco-CP-8841-3PCC/11 (zz)", Accept: "*/*" };
  expect((await app.fetch(url, { headers: agent })).status).toBe(404);
  expect(devices()).toEqual([]);
  expect(await cisco().load(url)).toBe(200);
});

test("[CA-26] what goes wrong while a telephone is made leaves no second one when it comes again", async () => {
  const [phone, url] = [cisco(), await newCode()];
  const { devices: book } = house.box.rooms.sip;
  const renew = book.renew.bind(book);
  book.renew = () => Promise.reject(new Error("the house is killed")); // it is in the list, and nothing knows why
  expect(await phone.load(url)).toBe(500);
  book.renew = renew;
  expect(await phone.load(url)).toBe(200);
  expect(devices()).toHaveLength(1);
});

test("[CA-26] what is changed while a telephone is set up again is not lost", async () => {
  expect(await cisco().load(await newCode())).toBe(200);
  const { db, events, clock, sip } = house.box.rooms;
  const own = new ProvisionedPhones({ db, events, clock, sip });
  const [device] = devices();
  const model = phoneModelOf("8841");
  if (!device || !model) throw new Error("there is no telephone");
  const comer = { model, hardware: "00562b043615", firmware: "12.0.1" };
  const settings = firstSettings("Changed meanwhile", "Europe/Berlin");
  const [, joined] = await Promise.all([
    own.change(jonas.id, device.id, settings),
    own.join(device, comer, { title: "", timeZone: "" }),
  ]);
  expect(joined).toEqual(settings);
  expect(own.of(jonas.id)).toMatchObject([{ settings, firmware: "12.0.1" }]);
});
