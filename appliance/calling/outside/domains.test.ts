/** Two appliances of two domains call each other by address; what is barred, forged or unproven stays outside. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import type { Dns } from "../../sip/index.ts";
import { domainRuleSchema } from "./domains.ts";

/** Where the zone says that the domains' servers are. */
const zone = new Map<string, number>();
const nothing = () => Promise.reject(new Error("ENOTFOUND"));
const dns: Dns = {
  naptr: async (name) =>
    zone.has(name)
      ? [{ order: 1, preference: 1, service: "SIPS+D2T", replacement: `_sips._tcp.${name}` }]
      : nothing(),
  srv: async (name) => {
    const port = zone.get(name.replace("_sips._tcp.", ""));
    return port ? [{ priority: 1, weight: 1, port, name: `sip.${name}` }] : nothing();
  },
  addresses: async (name) => (name.startsWith("sip._sips") ? ["127.0.0.1"] : nothing()),
};

let north: TelephoneHouse;
let south: TelephoneHouse;
let admin: AppClient;
let maria: Person;
let aiko: Person;

beforeAll(async () => {
  north = await houseWithoutMailboxes(
    ["Maria", "Jonas"],
    { SIP__DOMAIN: "north.example", HOST: "north.example" },
    { dns },
  );
  south = await houseWithoutMailboxes(
    ["Aiko", "Ben"],
    { SIP__DOMAIN: "south.example", HOST: "south.example" },
    { dns },
  );
  zone.set("north.example", north.box.rooms.sip.ports.tls);
  zone.set("south.example", south.box.rooms.sip.ports.tls);
  admin = new AppClient(north.box.url.replace("north.example", "127.0.0.1"));
  await admin.signIn({ name: "Maria", email: "maria@northwind.example", password });
  [maria, aiko] = [north.people.maria as Person, south.people.aiko as Person];
}, 30_000);
afterEach(async () => {
  await north.hangUp();
  await south.hangUp();
});
afterAll(async () => {
  await north?.box.dispose();
  await south?.box.dispose();
});

const rule = (house: TelephoneHouse, wanted: object) =>
  house.box.rooms.calling.domains.put(domainRuleSchema.parse({ outgoing: true, incoming: false, ...wanted }));
const trusting = (house: TelephoneHouse, other: TelephoneHouse, domain: string) =>
  rule(house, { domain, incoming: true, authority: other.box.authority.trim() });

describe("a call to another domain", () => {
  test("[GN-17] is not made to a server that cannot prove whose it is", async () => {
    const caller = await north.phone(maria, { proxied: true });
    await caller.command("dial", "sip:aiko@south.example");
    await caller.says(/503|480/);
    expect(await north.box.rooms.calling.domains.check("south.example")).toMatchObject({
      problem: "no-connection",
    });
  }, 30_000);

  test("[GN-17] is refused by a house that takes none from there", async () => {
    await rule(north, { domain: "south.example", authority: south.box.authority.trim() });
    expect(await north.box.rooms.calling.domains.check("south.example")).toMatchObject({ status: 200 });
    const caller = await north.phone(maria, { proxied: true });
    await south.phone(aiko, { answers: true });
    await caller.command("dial", "sip:aiko@south.example");
    await caller.says(/480|403|407|503/);
    expect(south.box.rooms.calling.history(aiko.id)).toEqual([]);
  }, 30_000);

  test("[GN-17] [MB-07] connects over TLS by what DNS says, and both hear each other", async () => {
    await trusting(north, south, "south.example");
    await trusting(south, north, "north.example");
    const callee = await south.phone(aiko, { answers: true, tone: 1000 });
    const caller = await north.phone(maria, { tone: 440, proxied: true });
    await caller.command("dial", "sip:aiko@south.example");
    await caller.says(/Call established/);
    expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
    expect((await toneLevels(callee, 440, 1000)).wanted).toBeGreaterThan(1000);
    await caller.command("hangup");
    await Promise.all([north.quiet(), south.quiet()]);
    expect(north.box.rooms.calling.history(maria.id)[0]).toMatchObject({
      peerNumber: "aiko@south.example",
      outcome: "answered",
    });
    const [incoming] = south.box.rooms.calling.history(aiko.id);
    expect(incoming).toMatchObject({ peerName: "Maria", peerNumber: `${maria.extension}@north.example` });
  }, 40_000);

  test("[GN-17] reaches the other domain's Maria, not our own", async () => {
    await trusting(north, south, "south.example");
    const ours = await north.phone(maria, { answers: true });
    const caller = await north.phone(north.people.jonas as Person, { proxied: true });
    await caller.command("dial", "sip:maria@south.example");
    await caller.says(/404|480/);
    expect(ours.output).not.toContain("Call established");
    for (const address of ["+882161234567@127.0.0.1", "boss@localhost"]) {
      const query = { caller: maria.id, number: address };
      const { steps } = await (await admin.api.admin.calling.plan.$get({ query })).json();
      expect([address, steps[0]?.kind]).toEqual([address, "refuse"]);
    }
  }, 30_000);

  test("[GN-17] is barred by a rule, and by the class of service", async () => {
    await rule(north, { domain: "south.example", outgoing: false });
    const caller = await north.phone(maria, { proxied: true });
    await caller.command("dial", "sip:aiko@south.example");
    await caller.says(/403/);
    await trusting(north, south, "south.example");
    await north.box.rooms.calling.settings.change(maria.id, { outside: "none" });
    await caller.command("dial", "sip:aiko@south.example");
    await caller.says(/403/);
    await north.box.rooms.calling.settings.change(maria.id, { outside: "national" });
  }, 30_000);

  test("[GN-17] [SE-01] of somebody who only says so, or who wants a code of the house, gets nowhere", async () => {
    await trusting(south, north, "north.example");
    await trusting(north, south, "south.example");
    const stranger = await SipPeer.open(south.box.rooms.sip.ports.udp, { username: "x", password: "x" });
    const forged = await stranger.ask("INVITE", "aiko", { from: "<sip:eve@elsewhere.example>" });
    expect(forged.status).toBe(407); // no rule for that domain: as for everybody
    stranger.close();
    const caller = await north.phone(maria, { proxied: true });
    for (const code of ["*97", "701", "933"]) {
      await caller.command("dial", `sip:${code}@south.example`);
      await caller.says(/40[34]|480/);
      await north.quiet();
      expect(north.box.rooms.calling.history(maria.id)[0]).toMatchObject({
        peerNumber: `${code}@south.example`,
        answeredAt: null,
      });
    }
    expect(south.box.rooms.calling.liveCalls).toEqual([]);
  }, 30_000);
});
