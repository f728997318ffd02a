/** The phone book over LDAP: telephones that search it (OpenLDAP's ldapsearch), and whoever is none. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect as plain } from "node:net";
import { connect } from "node:tls";
import { BerWriter, Client, Control, EqualityFilter, NotFilter, OrFilter, SubstringFilter } from "ldapts";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type LdapSearchOptions, ldapSearch } from "../../../scripts/peers/ldapsearch.ts";
import { manyPeople } from "../../../scripts/peers/many-people.ts";
import { mutate, randomFrom } from "../../../scripts/peers/mutate.ts";
import { call } from "../../../web-ui/api/client.ts";
import { phoneBookCheck } from "../../console/health.ts";
import { readRequest } from "./requests.ts";

let box: TestAppliance;
let maria: AppClient;
let desk: { id: string; username: string; password: string };
let url: string;

/** As a telephone of Maria's. */
const search = (filter: string, options: Partial<LdapSearchOptions> = {}) =>
  ldapSearch(filter, {
    url,
    authority: box.authority,
    user: desk.username,
    password: desk.password,
    ...options,
  });
const namesFor = async (filter: string, options: Partial<LdapSearchOptions> = {}) =>
  (await search(filter, options)).entries.map((entry) => entry.get("cn")?.[0]);

beforeAll(async () => {
  box = await testAppliance({ LDAP__SEARCHES_PER_SECOND: "1000", SIP__SECONDS_TO_SPEAK: "4" });
  maria = new AppClient(box.url);
  const identity = (name: string, email: string) => ({ name, email, password: "a long password" });
  await maria.setUp(box.setupCode ?? "", "Northwind", identity("Maria Lind", "maria@northwind.example"));
  await maria.admit(identity("Élodie Martin", "elodie@northwind.example"));
  await maria.admit(identity("Jonas “Boss” Ek, (jr.) \\ *", "jonas@northwind.example"));
  const made = await call(maria.api.calling.devices.$post({ json: { name: "Desk" } }));
  desk = { id: made.device.id, username: made.device.username, password: made.password };
  const json = {
    name: "Plumber Ann",
    numbers: [
      { kind: "work" as const, number: "+1 415 555-0111" },
      { kind: "mobile" as const, number: "+1 415 555-0112" },
    ],
  };
  await call(maria.api.contacts.$post({ json }));
  const { address } = await call(maria.api.phonebook.$get());
  url = address.replace("localhost", "127.0.0.1"); // OpenLDAP takes the first for the machine's name
}, 30_000);
afterAll(() => box.dispose());

test("[CA-24] Yealink's, Grandstream's and Poly's filters find people by name and by number", async () => {
  const yealink = await search("(|(cn=mar*)(sn=mar*))", { wanted: ["cn", "sn", "telephoneNumber"] });
  expect(yealink.errors).toBe("");
  expect(yealink.entries.map((entry) => [...entry.keys()])).toEqual([
    ["dn", "cn", "sn", "telephoneNumber"],
    ["dn", "cn", "sn", "telephoneNumber"],
  ]);
  expect(await namesFor("(|(cn=mar*)(sn=mar*))")).toEqual(["Élodie Martin", "Maria Lind"]);
  expect(await namesFor("(|(cn=*LODI*)(sn=*LODI*))")).toEqual(["Élodie Martin"]);
  expect(await namesFor("(&(telephoneNumber=*)(sn=lin*))")).toEqual(["Maria Lind"]);
  const { entries } = await search("(|(telephoneNumber=100*)(mobile=100*)(homePhone=100*))");
  expect(entries.map((entry) => entry.get("telephoneNumber"))).toEqual([["1002"], ["1003"], ["1001"]]);
  expect(await namesFor("(sn>=l)")).toEqual(["Élodie Martin", "Maria Lind"]);
  expect(await namesFor("(!(cn=m*))", { scope: "one" })).not.toContain("Maria Lind");
  expect(await namesFor("(|(department=x)(cn=maria lind))")).toEqual(["Maria Lind"]);
  expect(await namesFor("(!(department=x))")).toEqual([]); // neither true nor false (RFC 4511 §4.5.1.7)
});

test("[CA-24] an entry says what a telephone shows, in any script, and the reader's own contacts are with it", async () => {
  const [ann] = (await search("(mobile=+14155550112)")).entries;
  expect(ann?.get("cn")).toEqual(["Plumber Ann"]);
  expect(ann?.get("telephoneNumber")).toEqual(["+14155550111"]);
  const [elodie] = (await search("(cn=elodie martin)", { user: `uid=${desk.username},dc=hearth` })).entries;
  expect(elodie?.get("givenName")).toEqual(["Élodie"]);
  expect(elodie?.get("sn")).toEqual(["Martin"]);
  expect(elodie?.get("mail")).toEqual(["elodie@northwind.example"]);
  const [jonas] = (await search("(cn=jonas *)")).entries;
  expect(jonas?.get("cn")).toEqual(["Jonas “Boss” Ek, (jr.) \\ *"]);
  const stranger = await maria.admit({ name: "Sam", email: "sam@x.example", password: "a long password" });
  const theirs = await call(stranger.client.api.calling.devices.$post({ json: { name: "Desk" } }));
  const asSam = { user: theirs.device.username, password: theirs.password };
  expect(await namesFor("(cn=plumber*)", asSam)).toEqual([]);
  expect(await namesFor("(cn=maria*)", asSam)).toEqual(["Maria Lind"]);
});

test("[CA-24] the size a telephone asks for, attributes without values, and names of entries are minded", async () => {
  const few = await search("(cn=*)", { sizeLimit: 2 });
  expect([few.code, few.entries.length]).toEqual([4, 2]); // sizeLimitExceeded
  const [types] = (await search("(cn=maria*)", { more: ["-A"] })).entries;
  expect([...(types?.values() ?? [])].slice(1).flat().join("")).toBe("");
  expect((await search("(cn=*)", { wanted: ["1.1"] })).entries.every((entry) => entry.size === 1)).toBe(true);
  expect((await search("(cn=*)", { base: "dc=elsewhere" })).code).toBe(32); // noSuchObject
  const [root] = (await search("(objectClass=*)", { base: "", scope: "base" })).entries;
  expect(root?.get("namingContexts")).toEqual(["dc=hearth"]);
});

test("[CA-24] among 10,000 people a search over TLS finds who is meant, and no more than it may", async () => {
  await manyPeople(box, 10_000);
  await search("(cn=nobody)"); // the first after a change of somebody makes the entries anew
  for (const [filter, found] of [
    ["(|(cn=agent number77*)(sn=agent number77*))", 111],
    ["(telephoneNumber=25000)", 1],
    ["(|(cn=*number123*)(sn=*number123*))", 11],
  ] as const) {
    const { entries, code } = await search(filter);
    expect([code, entries.length]).toEqual([0, found]);
  }
  const all = await search("(cn=*)");
  expect([all.code, all.entries.length]).toEqual([4, 500]);
}, 30_000);

test("[SE-05] requests that are wrong are refused whole, in whatever way they are", async () => {
  const good = messages();
  for (const message of good) expect(readRequest(message).id).toBe(1);
  const read = (message: Buffer) => () => readRequest(message);
  for (const message of good) {
    expect(read(message.subarray(0, -1))).toThrow();
    expect(read(Buffer.concat([message, Buffer.from([0])]))).toThrow();
  }
  const random = randomFrom(24);
  for (let round = 0; round < 20_000; round++) {
    const wrong = mutate(good, random);
    try {
      expect(readRequest(wrong).id).toBeGreaterThan(0); // changed into another that is right
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(RangeError); // no stack that ran over, no octet beyond the end
    }
  }
});

test("[SE-05] rubbish ends its connection, and no other", async () => {
  const random = randomFrom(4511);
  const { ldapPort: port } = box.rooms.devices;
  for (let round = 0; round < 40; round++) {
    const wrong = mutate(messages(), random);
    const socket = connect({ host: "127.0.0.1", port, ca: box.authority });
    const ended = Promise.withResolvers<void>();
    socket.on("close", () => ended.resolve()).on("error", () => {}); // it may be ended while we write
    // What follows is no message in any case.
    socket.write(Buffer.concat([wrong, Buffer.alloc(17_000, 0xff)]));
    socket.resume();
    await ended.promise;
  }
  expect(await namesFor("(cn=maria*)")).toEqual(["Maria Lind"]);
}, 30_000);

test("[SE-05] a bind that is refused for a control leaves nobody signed in (RFC 4511 §4.2.1)", async () => {
  const client = new Client({ url, tlsOptions: { ca: box.authority } });
  await client.bind(desk.username, desk.password);
  const refused = client.bind(desk.username, desk.password, new Control("1.2.3.4", { critical: true }));
  await expect(refused).rejects.toMatchObject({ code: 12 }); // unavailableCriticalExtension
  await expect(client.search("dc=hearth", { filter: "(cn=*)" })).rejects.toMatchObject({ code: 50 });
  await client.unbind();
});

test("[SE-05] searches of all of a person's telephones are paced together, and all are answered in order", async () => {
  const other = await testAppliance();
  const { people, sip, devices } = other.rooms;
  const password = "a long password";
  const person = { organisation: "N", name: "Ann", email: "ann@n.example", password };
  const { id } = await people.directory.setUp({ code: other.setupCode ?? "", ...person });
  const codes = async (name: string) => {
    const made = await sip.devices.add(id, name, { plain: true });
    const to = `ldaps://127.0.0.1:${devices.ldapPort}`;
    const client = new Client({ url: to, tlsOptions: { ca: other.authority } });
    await client.bind(made.device.username, made.password);
    const found = await Promise.all(
      Array.from({ length: 8 }, () =>
        client.search("dc=hearth", { filter: "(cn=ann)" }).then(
          () => 0,
          (error: { code: number }) => error.code,
        ),
      ),
    );
    await client.unbind();
    return found;
  };
  const all = [...(await codes("Desk")), ...(await codes("Kitchen"))];
  expect(all.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(all.filter((code) => code === 51).length).toBeGreaterThanOrEqual(6); // busy
  await other.dispose();
}, 20_000);

test("[SE-05] who connects by TCP and stays silent is closed, by LDAP, SIP over TLS and SIP over TCP", async () => {
  const { sip, devices } = box.rooms;
  await Promise.all(
    [devices.ldapPort, sip.ports.tls, sip.ports.tcp].map(async (port) => {
      const closed = Promise.withResolvers<void>();
      const socket = plain({ host: "127.0.0.1", port }).resume();
      socket.on("close", () => closed.resolve()).on("error", () => {});
      await closed.promise;
    }),
  );
  if (devices.ldap.kind === "open") expect(devices.ldap.server.connections).toBe(0);
}, 50_000);

test("[CA-24] a taken port costs the house its LDAP only, and health says so; it can be switched off", async () => {
  for (const [settings, kind] of [
    [{ LDAP__TLS_PORT: String(box.rooms.devices.ldapPort) }, "failed"],
    [{ LDAP__ENABLED: "false" }, "off"],
  ] as const) {
    const other = await testAppliance(settings);
    const { ldap } = other.rooms.devices;
    expect(ldap.kind).toBe(kind);
    expect(await phoneBookCheck(ldap).run()).toMatchObject({ state: kind === "off" ? "well" : "failed" });
    await other.dispose();
  }
}, 30_000);

test("[CA-24] [SE-01] who has not signed in with a telephone's credentials gets nothing, and is banned for guessing", async () => {
  const code = async (options: Partial<LdapSearchOptions>) => {
    const { code: answered, entries } = await search("(cn=*)", options);
    expect(entries).toEqual([]);
    return answered;
  };
  expect(await code({ password: "wrong" })).toBe(49); // invalidCredentials
  expect(await code({ user: "p-nobody" })).toBe(49);
  expect(await code({ password: "" })).toBe(53); // unwillingToPerform: it proves nothing
  const anonymous = new Client({ url, tlsOptions: { ca: box.authority } });
  await expect(anonymous.search("dc=hearth", { filter: "(cn=*)" })).rejects.toMatchObject({ code: 50 });
  await anonymous.unbind();
  const client = new Client({ url, tlsOptions: { ca: box.authority } });
  await client.bind(desk.username, desk.password);
  await expect(client.del("dc=hearth")).rejects.toMatchObject({ code: 53 });
  await expect(client.modify("dc=hearth", [])).rejects.toMatchObject({ code: 53 });
  await expect(client.exop("1.3.6.1.4.1.1466.20037")).rejects.toMatchObject({ code: 2 });
  expect((await client.search("dc=hearth", { filter: "(cn=maria*)" })).searchEntries).toHaveLength(1);
  await client.unbind();
  const { sip } = box.rooms;
  for (let guess = 0; guess < 20; guess++)
    sip.bookKeyFor({ username: desk.username, password: `guess ${guess}` }, "127.0.0.1");
  expect(sip.bans).toMatchObject([{ address: "127.0.0.1", reason: "wrong credentials of the phone book" }]);
  expect((await search("(cn=*)")).entries).toEqual([]);
});

/** A bind and a search, as clients send them. */
function messages(): Buffer[] {
  const message = (tag: number, write: (writer: BerWriter) => void) => {
    const writer = new BerWriter();
    writer.startSequence();
    writer.writeInt(1);
    writer.startSequence(tag);
    write(writer);
    writer.endSequence();
    writer.endSequence();
    return writer.buffer;
  };
  const bind = message(0x60, (writer) => {
    writer.writeInt(3);
    writer.writeString("p-abc");
    writer.writeString("secret", 0x80);
  });
  const find = message(0x63, (writer) => {
    writer.writeString("dc=hearth");
    writer.writeEnumeration(2);
    writer.writeEnumeration(0);
    writer.writeInt(50);
    writer.writeInt(5);
    writer.writeBoolean(false);
    new OrFilter({
      filters: [
        new SubstringFilter({ attribute: "cn", initial: "ab", any: ["c"], final: "d" }),
        new NotFilter({ filter: new EqualityFilter({ attribute: "mobile", value: "1" }) }),
      ],
    }).write(writer);
    writer.startSequence();
    writer.writeStringArray(["cn", "sn"]);
    writer.endSequence();
  });
  return [bind, find];
}
