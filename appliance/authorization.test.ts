/** Every route of the app, as every kind of visitor: nobody sees or changes what is not theirs. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../scripts/peers/mail-server.ts";
import { administrationRoutes } from "../scripts/peers/rights/administration-routes.ts";
import { appRoutes } from "../scripts/peers/rights/app-routes.ts";
import { routeExceptions } from "../scripts/peers/rights/exceptions.ts";
import { mayPass, type Role, roles } from "../scripts/peers/rights/roles.ts";

let box: TestAppliance;
let smtp: MailServer;
let space: string;
let team: string;
let board: string;
let message: string;
let file: string;
let meeting: string;
let participant: string;
let owner: AppClient;
const ids: Record<string, string> = {};
const clients: Partial<Record<Role, AppClient>> = {};
/** What no table has. */
const nobody = "00000000-0000-4000-8000-000000000000";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  const administrator = new AppClient(box.url);
  ids.administrator = await administrator.setUp(box.setupCode ?? "", "Northwind", person("administrator"));
  const [founder, member, outsider, former, support] = await Promise.all(
    ["owner", "member", "outsider", "former", "support"].map((name) => administrator.admit(person(name))),
  );
  if (!founder || !member || !outsider || !former || !support) throw new Error("nobody");
  await administrator.api.admin.people[":id"].$patch({
    param: { id: support.id },
    json: { role: "support" },
  });
  owner = founder.client;
  ids.owner = founder.id;
  ids.member = member.id;
  space = await owner.createSpace("private", [member.id, former.id]);
  const leaves = { id: space, person: former.id };
  expect((await owner.api.spaces[":id"].members[":person"].$delete({ param: leaves })).status).toBe(204);
  team = await owner.createTeam("inner circle", []);
  board = await owner.createBoard(space, "plan");
  const key = await owner.keyOf(space);
  message = await owner.send(space, key, "secret");
  const begun = await owner.api.spaces[":id"].files.$post({ param: { id: space }, json: { size: 4 } });
  file = (await begun.json()).id;
  const started = await owner.api.meetings.$post({ json: { space } });
  meeting = (await started.json()).meeting.id;
  const joined = await owner.api.meetings[":id"].participants.$post({ param: { id: meeting } });
  participant = (await joined.json()).participant.id;
  const email = "guest@partner.example";
  await owner.api.spaces[":id"].guests.$post({ param: { id: space }, json: { email } });
  const guest = new AppClient(box.url);
  ids.guest = await guest.accept(linkIn(await smtp.received(1)), person("guest"));
  Object.assign(clients, {
    guest,
    visitor: new AppClient(box.url),
    outsider: outsider.client,
    former: former.client,
    support: support.client,
    member: member.client,
    administrator,
  });
});
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

/** Puts what this test has made into a row of rights. */
const filled = (text: string): string => {
  const made = { ...ids, space, team, board, message, file, meeting, participant, nobody };
  return text.replaceAll(/\{(\w+)\}/g, (name) => {
    const id = new Map(Object.entries(made)).get(name.slice(1, -1));
    if (id === undefined) throw new Error(`${name} was not made`);
    return id;
  });
};

const ask = (client: AppClient | undefined, method: string, path: string, body?: unknown) =>
  (client ?? new AppClient(box.url)).fetch(box.url + filled(path), {
    method,
    ...(body !== undefined && {
      body: filled(JSON.stringify(body)),
      headers: { "Content-Type": "application/json" },
    }),
  });

const matrix = [...appRoutes, ...administrationRoutes];
/** A route, whatever the names of its parameters. */
const plain = (route: string) => route.replaceAll(/:\w+|\{\w+\}/g, ":id");

describe("[SE-10] who may do what", () => {
  for (const row of matrix) {
    const [method, path, , body] = row;
    test(`${method} ${plain(path)}`, async () => {
      for (const role of roles) {
        const { status } = await ask(clients[role], method, path, body);
        const through = status < 400;
        expect([role, status, through]).toEqual([role, status, mayPass(role, row)]);
        if (!through) expect([400, 401, 403, 404, 409, 422]).toContain(status);
      }
    });
  }

  test("every route that the appliance mounts is in the matrix, or an exception with its reason", () => {
    const covered = new Set(matrix.map(([method, path]) => `${method} ${plain(path.split("?")[0] ?? "")}`));
    const mounted = box.routes
      .filter(({ method }) => method !== "ALL") // what every request passes
      .map(({ method, path }) => `${method} ${plain(path)}`);
    const missing = new Set(mounted.filter((route) => !covered.has(route)));
    expect([...missing].toSorted()).toEqual(Object.keys(routeExceptions).toSorted());
  });

  test("what is another's is not there for anybody else, with a request that is right", async () => {
    const { id: session } = (
      (await (await ask(owner, "GET", "/app/sessions")).json()) as { sessions: { id: string }[] }
    ).sessions[0] ?? { id: "" };
    const added = await ask(owner, "POST", "/app/calling/devices", { name: "Desk" });
    const device = ((await added.json()) as { device: { id: string } }).device.id;
    const place = `/app/meetings/${meeting}/participants/${participant}`;
    const others: readonly (readonly [string, string, unknown?])[] = [
      ["DELETE", `/app/sessions/${session}`],
      ["PATCH", `/app/calling/devices/${device}`, { plain: true }],
      ["DELETE", `/app/calling/devices/${device}`],
      ["GET", `/app/calling/voicemail/${nobody}/sound`],
      ["PATCH", `/app/calling/voicemail/${nobody}`, { heard: true }],
      ["DELETE", `/app/calling/voicemail/${nobody}`],
      ["POST", `${place}/publish`, { sdp: "v=0\r\n" }],
      ["POST", `${place}/subscribe`],
      ["POST", `${place}/subscribed`, { sdp: "v=0\r\n" }],
    ];
    for (const [method, path, body] of others)
      for (const role of roles) {
        const { status } = await ask(clients[role], method, path, body);
        expect([role, method, path, [401, 403, 404].includes(status) || status]).toEqual([
          role,
          method,
          path,
          true,
        ]);
      }
    expect((await ask(owner, "DELETE", `/app/calling/devices/${device}`)).status).toBe(204);
    expect((await ask(owner, "GET", "/app/me")).status).toBe(200); // the session lives
  });

  test("SIP over WebSocket is for who is signed in and may call", async () => {
    for (const role of roles) {
      const expected = { visitor: 401, guest: 403 } as const;
      const { status } = await ask(clients[role], "GET", "/sip");
      expect([role, status]).toEqual([role, role === "visitor" || role === "guest" ? expected[role] : 426]);
    }
  });

  test("a place has no way in: neither a link nor a password", async () => {
    const made = await ask(clients.administrator, "POST", "/app/admin/places", { name: "Lobby" });
    const { place } = (await made.json()) as { place: { id: string; email?: string } };
    const invitation = await ask(clients.administrator, "POST", `/app/admin/people/${place.id}/invitation`);
    expect([400, 403, 404, 409]).toContain(invitation.status);
    const { email } = box.rooms.people.directory.require(place.id);
    const entering = await ask(undefined, "POST", "/app/sign-in", { email, password: "a long password" });
    expect([400, 401, 403]).toContain(entering.status);
  });
});

describe("rubbish at the HTTP and WebSocket borders", () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    (clients.member ?? new AppClient(box.url)).fetch(`${box.url}${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });

  test.each([
    ["/app/sign-in", "{"],
    ["/app/sign-in", "null"],
    ["/app/sign-in", '{"email":1,"password":[]}'],
    ["/app/spaces", '{"id":"x"}'],
    ["/app/meetings", '{"space":"../../etc"}'],
    ["/app/keys", '{"publicKey":"AAAA","keys":["x"]}'],
    ["/app/calling/devices", '{"name":""}'],
  ])("%s with %s is refused in words, with a code to quote", async (path, body) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { message: string; correlationId: string } };
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.correlationId).not.toBe("");
  });

  test("a change from another site is refused", async () => {
    const answer = await post("/app/sign-out", "{}", { Origin: "https://evil.example" });
    expect(answer.status).toBe(403);
    expect((await post("/app/sign-out", "{}", { Origin: "nonsense" })).status).toBeLessThan(500);
  });

  test("signals that are no signals change nothing, and the stream lives on", async () => {
    const live = Promise.withResolvers<void>();
    const socket = await clients.member?.follow(0, (frame) => frame.type === "signal" && live.resolve());
    for (const rubbish of [
      "",
      "{",
      "[]",
      '{"name":7}',
      '{"name":"watch","data":{"people":"all"}}',
      "x".repeat(70_000),
    ])
      socket?.send(rubbish);
    socket?.send(JSON.stringify({ name: "watch", data: { people: [ids.member] } }));
    await live.promise;
    socket?.close();
  });

  test.each([
    "x",
    "v=0\r\n",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=video x\r\n",
    `v=0\r\n${"m=audio 9 RTP/AVP 0\r\n".repeat(700)}`,
  ])("a session description that is none is refused, and the meeting goes on", async (sdp) => {
    const path = `/app/meetings/${meeting}/participants/${participant}`;
    const publish = await owner.fetch(`${box.url}${path}/publish`, {
      method: "POST",
      body: JSON.stringify({ sdp }),
      headers: { "Content-Type": "application/json" },
    });
    expect(publish.status).toBe(400);
    const subscribe = await owner.fetch(`${box.url}${path}/subscribe`, { method: "POST" });
    expect(subscribe.status).toBe(200);
  });

  test("a message whose ciphertext is for another space, or no JWE at all, is refused", async () => {
    for (const body of ["x", "a.b.c.d.e", `${"A".repeat(200)}..AA.AA.AA`]) {
      const json = { id: crypto.randomUUID(), key: crypto.randomUUID(), body, mentions: [], files: [] };
      const answer = await post(`/app/spaces/${space}/messages`, JSON.stringify(json));
      expect([400, 409]).toContain(answer.status);
    }
  });
});
