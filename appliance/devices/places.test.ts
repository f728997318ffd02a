/** Telephones of places: what they reach, and what nobody can do with them. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { Baresip } from "../../scripts/peers/baresip.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type ProvidedHouse, providedHouse, theirs } from "../../scripts/peers/provider.ts";
import { password } from "../../scripts/peers/telephones.ts";
import { call } from "../../web-ui/api/client.ts";
import type { Person } from "../people/index.ts";
import type { Place } from "./places.ts";

let outside: ProvidedHouse;
let maria: Person;
let administrator: AppClient;
let lobby: Place;
const phones: Baresip[] = [];

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  maria = outside.house.people.maria as Person;
  administrator = new AppClient(outside.house.box.url);
  await administrator.signIn({ name: "Maria", email: maria.email, password });
  lobby = (await call(administrator.api.admin.places.$post({ json: { name: "Lobby East" } }))).place;
}, 30_000);
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.stop()));
  await outside.hangUp();
});
afterAll(() => outside.dispose());

const rooms = () => outside.house.box.rooms;
const byId = () => ({ param: { id: lobby.id } });

async function lobbyPhone(): Promise<Baresip> {
  const json = { name: "At the door", plain: true };
  const made = await call(administrator.api.admin.places[":id"].phones.$post({ ...byId(), json }));
  const { device, password: secret, ports } = made;
  const options = { username: device.username, password: secret, port: ports.udp, tone: 440 };
  const phone = await Baresip.start({ ...options, transport: "udp" });
  phones.push(phone);
  return phone;
}

test("[CA-28] [EN-04] a telephone of a place calls within the house and for help, and nowhere else", async () => {
  const phone = await lobbyPhone();
  const desk = await outside.house.phone(maria, { answers: true });
  await phone.command("dial", `${maria.extension}`);
  await phone.says(/Call established/);
  await desk.says(/Call established/);
  await phone.command("hangup");
  await outside.house.quiet();
  await phone.command("dial", theirs);
  await phone.says(/403 Forbidden/);
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  await phone.command("dial", "911");
  await phone.says(/Call established/);
  await helpers.says(/Call established/);
  await phone.command("hangup");
  await outside.house.quiet();
}, 40_000);

test("[CA-28] numbers that were allowed are reached, however they are dialled", async () => {
  const json = { allowed: ["+1 415 555-0199"] };
  const { place } = await call(administrator.api.admin.places[":id"].$patch({ ...byId(), json }));
  expect(place.allowed).toEqual(["+1 415 555-0199"]);
  const phone = await lobbyPhone();
  const other = await outside.provider.phone(outside.outsider, { answers: true });
  await phone.command("dial", "4155550199");
  await phone.says(/Call established/);
  await other.says(/Call established/);
  await phone.command("hangup");
  await outside.house.quiet();
  await phone.command("dial", "+14155550177");
  await phone.says(/403 Forbidden/);
}, 40_000);

test("[CA-28] a place is called by its number and its name, has no mailbox, and rings nothing elsewhere", async () => {
  const phone = await lobbyPhone();
  const caller = await outside.house.phone(maria);
  for (const address of [lobby.extension, "lobby-east"]) {
    await caller.command("dial", `${address}`);
    await phone.says(/Incoming call/);
    await caller.command("hangup");
    await outside.house.quiet();
  }
  const change = { reach: [{ number: theirs, delaySeconds: 0 }] };
  await rooms().calling.settings.change(lobby.id, change);
  await phones.pop()?.stop();
  await caller.command("dial", `${lobby.extension}`);
  await caller.says(/480/); // no device is there, and its offer reaches no number elsewhere
  await rooms().calling.settings.change(lobby.id, { reach: [] });
}, 40_000);

test("[CA-28] a place takes no SIP name that a person has", async () => {
  const json = { name: "Jonas" };
  const { place } = await call(administrator.api.admin.places.$post({ json }));
  const { directory } = rooms().people;
  expect(directory.findByAddress("jonas")?.id).toBe(outside.house.people.jonas?.id);
  expect(directory.findByAddress("jonas-2")?.id).toBe(place.id);
  await administrator.api.admin.places[":id"].$delete({ param: { id: place.id } });
  expect(directory.findByAddress("jonas")?.id).toBe(outside.house.people.jonas?.id);
});

test("[EN-04] nobody signs in as a place, invites it, makes it a person, or puts it in a space", async () => {
  const { api } = administrator;
  expect(rooms().people.directory.entitlements(lobby.id)).toMatchObject({ video: false, reach: false });
  expect((await api.admin.people[":id"].invitation.$post(byId())).status).toBe(409);
  expect((await api.admin.people[":id"].$patch({ ...byId(), json: { role: "user" } })).status).toBe(409);
  expect((await api.spaces.direct.$post({ json: { person: lobby.id } })).status).toBe(404);
  const space = await administrator.createSpace("Reception", []);
  const json = { person: lobby.id };
  expect(Number((await api.spaces[":id"].members.$post({ param: { id: space }, json })).status)).toBe(404);
});

test("[CA-28] a place that is removed falls silent, and its number is free", async () => {
  const phone = await lobbyPhone();
  const { extension } = lobby;
  expect((await administrator.api.admin.places[":id"].$delete(byId())).status).toBe(204);
  expect((await call(administrator.api.admin.places.$get())).places).toEqual([]);
  expect(rooms().sip.location.of(lobby.id)).toEqual([]);
  await phone.command("dial", `${maria.extension}`);
  await phone.says(/40[137]|Forbidden|Unauthorized|failed/);
  const { place } = await call(administrator.api.admin.places.$post({ json: { name: "Kitchen" } }));
  const renumbered = await administrator.api.admin.places[":id"].$patch({
    param: { id: place.id },
    json: { extension },
  });
  expect(renumbered.status).toBe(200);
}, 30_000);
