/** Which numbers go over which trunks, and what the console says of that. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { type OutboundRoute, routeOf, waysOver } from "./outbound-routes.ts";
import { trunkSchema } from "./trunks.ts";

let house: TelephoneHouse;
let maria: Person;
let admin: AppClient;
const trunks: Record<string, { id: string; peer: SipPeer }> = {};

beforeAll(async () => {
  house = await telephoneHouse(["Maria"], { CALLING__COUNTRY_CODE: "1" });
  maria = house.people.maria as Person;
  admin = new AppClient(house.box.url);
  await admin.signIn({ name: "Maria", email: maria.email, password });
  await house.box.rooms.calling.settings.change(maria.id, { outside: "international" });
  for (const [index, name] of ["Local", "Orange", "Cheap"].entries()) {
    const peer = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "provider", password: "" });
    const definition = { host: "127.0.0.1", port: peer.port };
    const trunk = trunkSchema.parse({ name, priority: index + 1, definition });
    trunks[name] = { id: (await house.box.rooms.calling.trunks.put(undefined, trunk)).id, peer };
  }
}, 30_000);
afterAll(async () => {
  for (const { peer } of Object.values(trunks)) peer.close();
  await house.box.dispose();
});

const ids = (...names: string[]): string[] => names.map((name) => trunks[name]?.id ?? "");
const routes = () => admin.api.admin.calling.routes;

/** What the console says where a number goes. */
async function whereGoes(number: string) {
  const { steps } = await call(admin.api.admin.calling.plan.$get({ query: { caller: maria.id, number } }));
  const [step] = steps;
  return { rings: step?.rings.map((way) => way.split(":")[0]), route: step?.route };
}

describe("outbound routes", () => {
  test("[CA-03] the longest beginning counts, before the kind of the number; all others go by priority", async () => {
    const france = { name: "France", destinations: ["+33"], trunks: ids("Orange"), thenOthers: true };
    const abroad = {
      name: "Abroad",
      destinations: ["international"],
      trunks: ids("Cheap", "Local"),
      thenOthers: false,
    };
    const paris = { name: "Paris", destinations: ["+331"], trunks: ids("Local"), thenOthers: false };
    for (const json of [france, abroad, paris]) await call(routes().$post({ json }));
    expect(await whereGoes("011 33 6 12 34 56 78")).toEqual({
      rings: ["Orange", "Local", "Cheap"],
      route: "France",
    });
    expect(await whereGoes("+33 1 42 34 56 78")).toEqual({ rings: ["Local"], route: "Paris" });
    expect(await whereGoes("+49 30 1234567")).toEqual({ rings: ["Cheap", "Local"], route: "Abroad" });
    expect(await whereGoes("415 555 0199")).toEqual({ rings: ["Local", "Orange", "Cheap"], route: "" });
    const again = call(routes().$post({ json: { ...france, destinations: ["+44", "+33"] } }));
    await expect(again).rejects.toMatchObject({ code: "destination-taken" });
  });

  test("[CA-03] [CA-23] a call goes there, and over the next of the route when that one fails; help is called over any", async () => {
    for (const { peer } of Object.values(trunks))
      peer.takes = (request) => {
        if (request.method === "INVITE") peer.respond(request, peer === trunks.Local?.peer ? 404 : 503);
        return request.method === "INVITE" || request.method === "ACK";
      };
    const phone = await house.phone(maria);
    const invited = () =>
      Object.entries(trunks).flatMap(([name, { peer }]) =>
        peer.heard
          .splice(0)
          .filter(({ method }) => method === "INVITE")
          .map(({ uri }) => `${name} ${uri.slice(4, 9)}`),
      );
    invited();
    await phone.command("dial", "+33612345678");
    await phone.says(/404 Not Found/);
    expect(invited().toSorted()).toEqual(["Local +3361", "Orange +3361"]);
    await phone.command("dial", "+493012345678");
    await phone.says(/404 Not Found/);
    expect(invited().toSorted()).toEqual(["Cheap +4930", "Local +4930"]); // and not over Orange
    await phone.command("dial", "911");
    await phone.says(/404 Not Found/);
    expect(invited()).toEqual(["Local 911@1"]);
    await house.hangUp();
  }, 20_000);

  test("[CA-03] two administrators save a route they both see: the second is told, and the first's stands", async () => {
    const route = { name: "Spain", destinations: ["+34"], trunks: ids("Orange"), thenOthers: true };
    const { id, version } = await call(routes().$post({ json: route }));
    const save = (name: string, seen: string) =>
      routes()[":id"].$put({ param: { id }, json: { ...route, name, version: seen } });
    const both = await Promise.all([save("Iberia", version), save("Madrid", version)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({ error: { code: "route-changed" } });
    const stored = (await call(admin.api.admin.calling.$get())).routes.find((one) => one.id === id);
    expect(stored?.name).toBe(both[0]?.status === 200 ? "Iberia" : "Madrid");
    expect((await save("Spain again", stored?.version ?? "")).status).toBe(200);
    await routes()[":id"].$delete({ param: { id } });
  });

  test("[CA-03] rubbish and unknown routes are refused, and a route without its trunk says so", async () => {
    const json = { name: "x", destinations: ["+33"], trunks: ids("Local") };
    for (const wrong of [
      { ...json, destinations: ["33"] },
      { ...json, destinations: ["France"] },
      { ...json, destinations: [] },
      { ...json, trunks: [] },
      { ...json, trunks: ["Orange"] },
      { ...json, name: " " },
    ])
      expect((await routes().$post({ json: wrong as typeof json })).status).toBe(400);
    const id = crypto.randomUUID();
    const unknown = call(routes()[":id"].$put({ param: { id }, json: { ...json, version: "" } }));
    await expect(unknown).rejects.toMatchObject({ code: "route-not-found" });
    await house.box.rooms.calling.trunks.remove(trunks.Local?.id ?? "");
    expect(await whereGoes("+33 1 42 34 56 78")).toMatchObject({ rings: [] }); // Paris has none now
    for (const route of (await call(admin.api.admin.calling.$get())).routes)
      expect((await routes()[":id"].$delete({ param: { id: route.id } })).status).toBe(204);
    expect(await whereGoes("+33 1 42 34 56 78")).toMatchObject({ rings: ["Orange", "Cheap"], route: "" });
  });

  test("a trunk that does not stand comes after those that do, in its route and out of it", () => {
    const trunk = (id: string, kind: "up" | "down") =>
      ({ id, state: kind === "up" ? { kind, since: 0 } : { kind, status: 408 } }) as never;
    const route: OutboundRoute = {
      id: "r",
      version: "",
      name: "r",
      destinations: ["+33"],
      trunks: ["b", "a"],
      thenOthers: true,
    };
    const usable = [trunk("a", "up"), trunk("c", "up"), trunk("b", "down")];
    expect(waysOver(route, usable).map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(waysOver({ ...route, thenOthers: false }, usable).map(({ id }) => id)).toEqual(["a", "b"]);
    const rules = { countryCode: "1", nationalPrefix: "1", internationalPrefix: "011", outsidePrefix: "" };
    const all = { ...rules, emergencyNumbers: [], serviceNumbers: ["311"] };
    expect(routeOf("311", [{ ...route, destinations: ["national", "service"] }], all)?.name).toBe("r");
    expect(
      routeOf("+441234567890", [{ ...route, destinations: ["national", "service"] }], all),
    ).toBeUndefined();
  });
});
