/** Guests by e-mail, as they would be attacked: what they see, what they cannot, and how their time ends. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../../scripts/peers/mail-server.ts";
import { ApiError, call } from "../../web-ui/api/client.ts";
import type { StreamFrame } from "../platform/index.ts";

const person = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@northwind.example`,
  password: "a long password",
});
const day = 24 * 3600 * 1000;

let smtp: MailServer;
let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let guest: AppClient;
let shared: string;
let hidden: string;
const ids = { maria: "", jonas: "", aiko: "", guest: "" };

const invite = async (client: AppClient, space: string, email: string) =>
  call(client.api.spaces[":id"].guests.$post({ param: { id: space }, json: { email } }));
const codeOf = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ApiError ? error.code : String(error);
};
/** Follows the stream until a message of one's own has come round; returns all frames up to there. */
async function framesUntilSeen(client: AppClient, since: number, run: () => Promise<string>) {
  const frames: StreamFrame[] = [];
  const seen = Promise.withResolvers<void>();
  let wanted = "";
  const socket = await client.follow(since, (frame) => {
    frames.push(frame);
    if (frame.type === "event" && frame.subject === wanted) seen.resolve();
  });
  wanted = crypto.randomUUID();
  const key = await maria.keyOf(shared);
  await run();
  await maria.send(shared, key, "end", wanted);
  await seen.promise;
  socket.close();
  return frames;
}

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  maria = new AppClient(box.url);
  ids.maria = await maria.setUp(box.setupCode ?? "", "Northwind", person("Maria"));
  const [second, third] = await Promise.all([maria.admit(person("Jonas")), maria.admit(person("Aiko"))]);
  jonas = second.client;
  ids.jonas = second.id;
  ids.aiko = third.id;
  shared = await maria.createSpace("Harbour", [ids.jonas]);
  hidden = await maria.createSpace("Secrets", [ids.aiko]);
  await maria.send(shared, await maria.keyOf(shared), "for the guest");
});
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

describe("guests", () => {
  test("[GN-06] an unknown address gets a link that works once, and comes into that space only", async () => {
    const { person: made } = await invite(jonas, shared, "Lena@Partner.example");
    expect(made).toMatchObject({ role: "guest", state: "invited", extension: null });
    const mail = await smtp.received(1);
    expect(mail.to).toEqual(["lena@partner.example"]);
    expect(mail.subject).toBe("Jonas invites you to Northwind");
    expect(mail.text).not.toContain("Harbour");
    const link = linkIn(mail);
    expect(link).toStartWith(`${box.url}/invitation/`);
    guest = new AppClient(box.url);
    ids.guest = await guest.accept(link, { name: "Lena Voss", password: "a long password" });
    expect(ids.guest).toBe(made.id);
    expect(await codeOf(new AppClient(box.url).accept(link, person("Thief")))).toBe("invitation-over");
    const { spaces } = await call(guest.api.spaces.$get({ query: {} }));
    expect(spaces.map(({ id }) => id)).toEqual([shared]);
    const { messages } = await call(
      guest.api.spaces[":id"].messages.$get({ param: { id: shared }, query: {} }),
    );
    expect(messages).toHaveLength(1);
    await guest.send(shared, await guest.keyOf(shared), "hello from outside");
  });

  test("[GN-06] the space says that it has guests, and no other does", async () => {
    const { spaces } = await call(jonas.api.spaces.$get({ query: {} }));
    expect(spaces.map(({ id, guests }) => [id, guests])).toEqual([[shared, true]]);
    const other = await call(maria.api.spaces[":id"].$get({ param: { id: hidden } }));
    expect(other.space.guests).toBe(false);
  });

  test("[GN-06] a guest knows the members of their space, without numbers, and nobody else", async () => {
    const { people } = await call(guest.api.people.$get({ query: { q: "" } }));
    expect(people.map(({ id }) => id).sort()).toEqual([ids.maria, ids.jonas, ids.guest].sort());
    expect(people.every(({ extension, offer }) => extension === null && offer === "")).toBe(true);
    expect((await call(guest.api.people.$get({ query: { q: "aiko" } }))).people).toEqual([]);
    expect(await codeOf(call(guest.api.people[":id"].$get({ param: { id: ids.aiko } })))).toBe(
      "person-not-found",
    );
  });

  test("[GN-06] a guest starts nothing, invites nobody, moderates nothing, calls nobody", async () => {
    expect(await codeOf(guest.createSpace("mine", []))).toBe("staff-only");
    expect(await codeOf(guest.directSpace(ids.jonas))).toBe("staff-only");
    expect(await codeOf(guest.directSpace(ids.aiko))).toBe("staff-only");
    expect(await codeOf(guest.createTeam("mine", []))).toBe("staff-only");
    expect(await codeOf(invite(guest, shared, "friend@partner.example"))).toBe("staff-only");
    const add = { param: { id: shared }, json: { person: ids.aiko } };
    expect(await codeOf(call(guest.api.spaces[":id"].members.$post(add)))).toBe("staff-only");
    const role = { param: { id: shared, person: ids.guest }, json: { role: "moderator" } } as const;
    expect(await codeOf(call(maria.api.spaces[":id"].members[":person"].$patch(role)))).toBe(
      "guest-moderator",
    );
    expect(await codeOf(call(guest.api.calling.$get()))).toBe("calling-not-included");
    const device = call(guest.api.calling.devices.$post({ json: { name: "phone" } }));
    expect(await codeOf(device)).toBe("calling-not-included");
    expect(await codeOf(call(guest.api.meetings.$post({ json: { space: shared } })))).toBe("staff-only");
    const sip = await guest.fetch(`${box.url}/sip`, { headers: { "Sec-WebSocket-Protocol": "sip" } });
    expect(sip.status).toBe(403);
    const team = await maria.createTeam("all", []);
    const join = { param: { id: team }, json: { person: ids.guest } };
    expect(await codeOf(call(maria.api.teams[":id"].members.$post(join)))).toBe("guest-in-team");
    expect(await codeOf(maria.createTeam("with guests", [ids.guest]))).toBe("guest-in-team");
  });

  test("[GN-06] a guest's address takes nobody's place at the telephones", async () => {
    await invite(maria, shared, "jonas@partner.example");
    await smtp.received(2);
    const { directory } = box.rooms.people;
    expect(directory.findByAddress("jonas@elsewhere.example")?.id).toBe(ids.jonas);
    expect(directory.findByAddress("lena@partner.example")).toBeUndefined();
  });

  test("[GN-06] the stream tells a guest nothing of the organisation, nor whether strangers are here", async () => {
    const frames = await framesUntilSeen(guest, 0, async () => {
      await maria.admit(person("Newcomer"));
      await maria.send(hidden, await maria.keyOf(hidden), "not for guests");
      return "";
    });
    const topics = frames.flatMap((frame) => (frame.type === "event" ? [frame.topic] : []));
    expect(new Set(topics)).toEqual(new Set([`person:${ids.guest}`, `space:${shared}`]));
    const told = Promise.withResolvers<Record<string, string>>();
    const socket = await guest.follow(0, (frame) => {
      if (frame.type === "signal" && frame.name === "presence")
        told.resolve(frame.data as Record<string, string>);
    });
    socket.send(JSON.stringify({ name: "watch", data: { people: [ids.aiko, ids.jonas] } }));
    expect(Object.keys(await told.promise)).toEqual([ids.jonas]);
    socket.close();
  });

  test("[GN-06] search, files, boards and keys of other spaces stay closed", async () => {
    const key = await maria.keyOf(hidden);
    const begun = await call(
      maria.api.spaces[":id"].files.$post({ param: { id: hidden }, json: { size: 4 } }),
    );
    const board = await maria.createBoard(hidden, "plan");
    expect(await codeOf(call(guest.api.files[":id"].$get({ param: { id: begun.id } })))).toBe(
      "file-not-found",
    );
    const asked = guest.api.boards[":id"].$get({ param: { id: board }, query: {} });
    expect((await asked).status).toBe(404);
    const found = await call(guest.api.search.$post({ json: { spaces: [{ space: hidden, tokens: [] }] } }));
    expect(found.messages).toEqual([]);
    await expect(guest.send(hidden, key, "hello")).rejects.toThrow();
    expect(await codeOf(call(guest.api.spaces[":id"].$get({ param: { id: hidden } })))).toBe(
      "space-not-found",
    );
  });

  test("[GN-06] what a guest does is in the event log", async () => {
    const { trail } = await call(maria.api.admin.guests[":id"].trail.$get({ param: { id: ids.guest } }));
    const kinds = trail.map(({ kind }) => kind);
    expect(kinds).toContain("guest.invited");
    const acted = trail.filter(({ kind }) => kind === "guest.acted").map(({ payload }) => payload);
    expect(acted).toContainEqual(
      expect.objectContaining({ method: "POST", path: `/app/spaces/${shared}/messages`, status: 200 }),
    );
    expect(acted).toContainEqual(expect.objectContaining({ path: "/app/teams", status: 403 }));
  });

  test("[GN-06] the administrator forbids by domain, and those who are here are out at once", async () => {
    const policy = { allowed: true, mode: "except" as const, domains: ["partner.example"], days: 30 };
    const closed = Promise.withResolvers<void>();
    const socket = await guest.follow(0, () => {});
    socket.onclose = () => closed.resolve();
    await call(maria.api.admin.guests.policy.$put({ json: policy }));
    await closed.promise;
    expect(await codeOf(call(guest.api.me.$get()))).toBe("signed-out");
    const back = { email: "lena@partner.example", password: "a long password" };
    expect(await codeOf(call(guest.api["sign-in"].$post({ json: back })))).toBe("sign-in-refused");
    for (const email of ["x@partner.example", "x@sub.partner.example", "x@PARTNER.example"])
      expect(await codeOf(invite(maria, shared, email))).toBe("guests-forbidden");
    await invite(maria, shared, "x@notpartner.example");
    await call(
      maria.api.admin.guests.policy.$put({
        json: { ...policy, mode: "only" as const, domains: ["other.example"] },
      }),
    );
    expect(await codeOf(invite(maria, shared, "y@notpartner.example"))).toBe("guests-forbidden");
    await call(maria.api.admin.guests.policy.$put({ json: { ...policy, allowed: false, domains: [] } }));
    expect(await codeOf(invite(maria, shared, "y@anywhere.example"))).toBe("guests-forbidden");
    const rubbish = { ...policy, domains: ["not a domain", "<x>"] };
    expect(await codeOf(call(maria.api.admin.guests.policy.$put({ json: rubbish })))).toBe("invalid-request");
    await call(maria.api.admin.guests.policy.$put({ json: { ...policy, domains: [] } }));
    await guest.signIn({ name: "", ...back });
  });

  test("[GN-06] time runs out, and a moderator prolongs it; who is taken out of the last space is gone", async () => {
    const { directory } = box.rooms.people;
    await box.rooms.db.write(() => directory.setExpiry(ids.guest, Date.now() - 1));
    expect(await codeOf(call(guest.api.me.$get()))).toBe("signed-out");
    const param = { id: shared, person: ids.guest };
    const prolong = (client: AppClient) =>
      codeOf(call(client.api.spaces[":id"].guests[":person"].prolong.$post({ param })));
    expect(await prolong(jonas)).toBe("moderator-needed");
    const answer = await call(maria.api.spaces[":id"].guests[":person"].prolong.$post({ param }));
    expect(answer.person.expiresAt).toBeGreaterThan(Date.now() + 29 * day);
    const key = await maria.keyOf(shared);
    await call(guest.api.me.$get());
    const gone = Promise.withResolvers<void>();
    box.rooms.events.listen(
      ({ kind, subject }) => kind === "guest.ended" && subject === ids.guest && gone.resolve(),
    );
    await call(maria.api.spaces[":id"].members[":person"].$delete({ param }));
    await gone.promise;
    expect(directory.find(ids.guest)?.state).toBe("disabled");
    expect(await codeOf(call(guest.api.me.$get()))).toBe("signed-out");
    expect(await maria.keyOf(shared)).not.toBe(key);
  });

  test("[GN-06] who left every space may be invited again; whom an administrator ended may not", async () => {
    const email = "lena@partner.example";
    expect((await invite(maria, shared, email)).person.state).toBe("active");
    await call(maria.api.admin.guests[":id"].$delete({ param: { id: ids.guest } }));
    expect(await codeOf(invite(jonas, shared, email))).toBe("guest-ended");
    await call(maria.api.admin.guests[":id"].prolong.$post({ param: { id: ids.guest } }));
    expect((await invite(jonas, shared, email)).person.state).toBe("active");
  });

  test("[GN-06] without a mail server the reason is said, and nobody is made", async () => {
    const plain = await testAppliance();
    const client = new AppClient(plain.url);
    await client.setUp(plain.setupCode ?? "", "Northwind", person("Maria"));
    const space = await client.createSpace("Harbour", []);
    expect(await codeOf(invite(client, space, "lena@partner.example"))).toBe("mail-off");
    expect(plain.rooms.people.directory.guests()).toEqual([]);
    await plain.dispose();
  });
});
