/** Contacts from files, and the phone book that telephones read. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import { type Card, readCards, writeCards } from "./vcard.ts";

const android = [
  "BEGIN:VCARD",
  "VERSION:2.1",
  "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;",
  "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=",
  "M=C3=BCller",
  "TEL;CELL;PREF:+49 170 1234567",
  "TEL;WORK;FAX:+49 30 999",
  "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
  " AAAAAAAAAAAAAAAA",
  "END:VCARD",
].join("\r\n");

const apple = [
  "BEGIN:VCARD",
  "VERSION:3.0",
  "N:Okafor;Ada;;;",
  "FN:Ada Okafor",
  "item1.TEL;type=pref:tel:+1-415-555-0123;ext=4",
  'TEL;TYPE="cell,voice":(415) 555-0124',
  "NOTE:folded over",
  "  two lines",
  "END:VCARD",
  "BEGIN:VCARD",
  "VERSION:4.0",
  "ORG:Harbour Taxi\\, Ltd;Dispatch",
  "TEL;VALUE=uri;TYPE=work:tel:+14155550125",
  "END:VCARD",
].join("\n");

describe("[MB-05] vCards", () => {
  test("of Android (2.1, quoted-printable) are read", () => {
    const numbers = [{ kind: "mobile" as const, number: "+491701234567" }];
    expect(readCards(android)).toEqual({ cards: [{ name: "Jürgen Müller", numbers }], skipped: 0 });
  });

  test("of Apple (3.0) and of version 4.0 are read", () => {
    const { cards, skipped } = readCards(apple);
    expect(skipped).toBe(0);
    expect(cards.map(({ name }) => name)).toEqual(["Ada Okafor", "Harbour Taxi, Ltd;Dispatch"]);
    expect(cards[0]?.numbers).toEqual([
      { kind: "other", number: "+14155550123" },
      { kind: "mobile", number: "4155550124" },
    ]);
    expect(cards[1]?.numbers).toEqual([{ kind: "work", number: "+14155550125" }]);
  });

  test("what is written is read back, names of any length and script", () => {
    const cards: Card[] = [
      { name: "山田 太郎".repeat(10), numbers: [{ kind: "home", number: "*123#" }] },
      { name: "Semi; colon, back\\slash", numbers: [{ kind: "other", number: "+1415" }] },
    ];
    const written = writeCards(cards);
    expect(readCards(written)).toEqual({ cards, skipped: 0 });
    for (const line of written.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test("[SE-05] rubbish, cut cards, and cards without name or number are counted and passed over", () => {
    const named = "BEGIN:VCARD\nFN:Nobody\nEND:VCARD\n";
    const numbered = "BEGIN:VCARD\nTEL:123\nEND:VCARD\n";
    expect(readCards(`${named}${numbered}BEGIN:VCARD\nFN:Cut\nTEL:1\n${apple}`).skipped).toBe(3);
    expect(readCards("END:VCARD\nBEGIN:VCARD")).toEqual({ cards: [], skipped: 2 });
    for (const text of ["", "\0\xff", "BEGIN:VCARD", '"'.repeat(10_000), `TEL;${";".repeat(50_000)}`])
      expect(readCards(text).cards).toEqual([]);
    const folds = `${"A".repeat(1_000_000)}\n${" \n".repeat(500_000)}`; // a second, not hours
    expect(readCards(folds)).toEqual({ cards: [], skipped: 0 });
    expect(readCards(`${"BEGIN:VCARD\nEND:VCARD\n".repeat(20)}`, 10).skipped).toBe(10);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const at = random(android.length);
      const cut = `${android.slice(0, at)}${String.fromCharCode(random(256))}${android.slice(at + random(9))}`;
      const { cards, skipped } = readCards(cut);
      expect(cards.length + skipped).toBeLessThanOrEqual(2);
    }
  });
});

describe("a phone book", () => {
  let box: TestAppliance;
  let maria: AppClient;
  let base: string;
  const load = async (path: string) => (await maria.fetch(`${base}${path}`)).text();
  const send = (text: string) =>
    maria.fetch(`${box.url}/app/contacts/import`, { method: "POST", body: text });

  beforeAll(async () => {
    box = await testAppliance();
    maria = new AppClient(box.url);
    const identity = (name: string) => ({
      name,
      email: `${name.replaceAll(/[^A-Za-z]/g, "")}@northwind.example`,
      password: "a long password",
    });
    await maria.setUp(box.setupCode ?? "", "Northwind", identity("Maria Lind"));
    for (const name of ["Jonas <Boss> Ek", "Élodie Martin"]) await maria.admit(identity(name));
    for (let at = 0; at < 40; at++)
      await box.rooms.people.invitations.invite({
        ...identity(`Agent ${at}`),
        email: `a${at}@x.example`,
        role: "user",
      });
    const made = await call(maria.api.calling.devices.$post({ json: { name: "Desk" } }));
    base = `${box.url}/phones/${made.device.bookKey}`;
  });
  afterAll(() => box.dispose());

  test("[MB-05] a file's contacts come to the app and to the telephone; again, they are known or completed", async () => {
    expect(await (await send(`${android}\r\n${apple}`)).json()).toEqual({
      added: 3,
      completed: 0,
      known: 0,
      skipped: 0,
    });
    const { contacts } = await call(maria.api.contacts.$get());
    expect(contacts.map(({ name }) => name)).toEqual([
      "Ada Okafor",
      "Harbour Taxi, Ltd;Dispatch",
      "Jürgen Müller",
    ]);
    const book = await load("/cisco/contacts");
    expect(book).toContain("<Name>Jürgen Müller</Name><Telephone>+491701234567</Telephone>");
    expect(book).toContain("<Name>Ada Okafor (mobile)</Name><Telephone>4155550124</Telephone>");
    const more = android.replace("+49 170 1234567", "+49 170 7654321");
    expect(await (await send(`${more}\n${apple}`)).json()).toMatchObject({
      added: 0,
      completed: 1,
      known: 2,
    });
    const exported = await (await maria.fetch(`${box.url}/app/contacts.vcf`)).text();
    expect(readCards(exported).cards).toHaveLength(3);
  });

  test("[MB-05] contacts are added, changed and removed by hand, each only by their owner", async () => {
    const json = { name: "Plumber", numbers: [{ kind: "work" as const, number: "+1 415 555 0111" }] };
    const { contact } = await call(maria.api.contacts.$post({ json }));
    const stranger = await maria.admit({ name: "Sam", email: "sam@x.example", password: "a long password" });
    const byId = { param: { id: contact.id } };
    expect(Number((await stranger.client.api.contacts[":id"].$delete(byId)).status)).toBe(404);
    expect((await stranger.client.api.contacts[":id"].$put({ ...byId, json })).status).toBe(404);
    expect((await call(stranger.client.api.contacts.$get())).contacts).toEqual([]);
    await call(maria.api.contacts[":id"].$put({ ...byId, json: { ...json, name: "Plumber Ann" } }));
    expect(await load("/cisco/contacts")).toContain("Plumber Ann");
    expect((await maria.api.contacts[":id"].$delete(byId)).status).toBe(204);
    expect(await load("/cisco/contacts")).not.toContain("Plumber");
    const wrong = { name: "", numbers: [{ kind: "work" as const, number: "not a number" }] };
    expect((await maria.api.contacts.$post({ json: wrong })).status).toBe(400);
  });

  test("[SE-05] a file that is none, or too large, is refused in words", async () => {
    expect((await send("\x89PNG rubbish")).status).toBe(422);
    expect((await send("x".repeat(17 * 1024 ** 2))).status).toBe(413);
    const endless = new ReadableStream({ pull: (queue) => queue.enqueue(new Uint8Array(65_536)) });
    const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
    const answer = await maria.fetch(`${box.url}/app/contacts/import`, init).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413); // or the connection is closed on it
  });

  test("[CA-24] a Cisco telephone finds people by the beginnings of names and by numbers, page by page", async () => {
    expect(await load("/cisco")).toContain(`<URL>${base}/cisco/search</URL>`);
    expect(await load("/cisco/search")).toContain("<QueryStringParam>name</QueryStringParam>");
    const found = await load("/cisco/people?name=elo");
    expect(found).toContain("<Name>Élodie Martin</Name><Telephone>1003</Telephone>");
    expect(found).toContain("1 to 1 of 1");
    expect(await load("/cisco/people?name=ek+jon")).toContain("Jonas &lt;Boss&gt; Ek");
    expect(await load("/cisco/people?number=1001")).toContain("Maria Lind");
    expect(await load("/cisco/people?name=zzz")).toContain("Nobody found");
  });

  test("[CA-24] lists of more than 32 have a key for the next page", async () => {
    const { directory, invitations } = box.rooms.people;
    for (const person of directory.search("Agent", 100))
      await invitations.accept(await invitations.reinvite(person.id), {
        name: person.name,
        password: "a long password",
      });
    const first = await load("/cisco/people?name=agent");
    expect(first.match(/<DirectoryEntry>/g)).toHaveLength(32);
    const next = /<Name>Next<\/Name><URL>([^<]+)<\/URL>/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await (await maria.fetch(next)).text();
    expect(second.match(/<DirectoryEntry>/g)).toHaveLength(8);
    expect(second).not.toContain("<Name>Next</Name>");
  }, 60_000);

  test("[CA-24] Yealink's and Poly's telephones get theirs, and who has no key gets nothing", async () => {
    expect(await load("/yealink?q=mar")).toContain(
      "<YealinkIPPhoneDirectory><DirectoryEntry><Name>Élodie Martin",
    );
    expect(await load("/poly?q=lind")).toContain("<ln>Lind</ln><fn>Maria</fn><ct>1001</ct>");
    const guess = await fetch(`${box.url}/phones/${"A".repeat(22)}/yealink`, {
      tls: { rejectUnauthorized: false },
    });
    expect(guess.status).toBe(404);
  });

  test("[CA-24] the key ends with the telephone, and with its person's right to call", async () => {
    const made = await call(maria.api.calling.devices.$post({ json: { name: "Lent" } }));
    const address = `${box.url}/phones/${made.device.bookKey}/cisco`;
    expect((await maria.fetch(address)).status).toBe(200);
    await maria.api.calling.devices[":id"].$delete({ param: { id: made.device.id } });
    expect((await maria.fetch(address)).status).toBe(404);
    const { id, client } = await maria.admit({
      name: "Leo",
      email: "leo@x.example",
      password: "a long password",
    });
    const theirs = await call(client.api.calling.devices.$post({ json: { name: "Desk" } }));
    const book = `${box.url}/phones/${theirs.device.bookKey}/cisco`;
    expect((await maria.fetch(book)).status).toBe(200);
    for (const json of [{ offer: "M1" }, { offer: "C2", state: "disabled" as const }]) {
      await call(maria.api.admin.people[":id"].$patch({ param: { id }, json }));
      expect((await maria.fetch(book)).status).toBe(404);
    }
  });
});
