/** Every route of the app, as every kind of visitor: nobody sees or changes what is not theirs. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../scripts/peers/mail-server.ts";

/** The guest is in the same space as the member, and so was, until they were taken out, who is a former one. */
const roles = ["visitor", "guest", "outsider", "former", "member", "support", "administrator"] as const;
type Role = (typeof roles)[number];

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

/** Method and path, and the roles that get through; everybody else is refused with 401, 403 or 404. */
const matrix: readonly (readonly [
  method: string,
  path: () => string,
  allowed: readonly Role[],
  body?: unknown,
])[] = [
  ["GET", () => "/app/setup", ["visitor", "outsider", "member", "administrator"]],
  ["GET", () => "/app/me", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/people?q=", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/people/named", ["outsider", "member", "administrator"], { ids: [() => ids.owner] }],
  ["GET", () => "/app/sessions", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/spaces", ["outsider", "member", "administrator"]],
  ["GET", () => `/app/spaces/${space}`, ["member"]],
  ["GET", () => `/app/spaces/${space}/messages?limit=5`, ["member"]],
  ["GET", () => `/app/spaces/${space}/members`, ["member"]],
  ["POST", () => `/app/spaces/${space}/members`, [], { person: "00000000-0000-4000-8000-000000000000" }],
  ["DELETE", () => `/app/spaces/${space}/members/${ids.owner}`, []],
  ["PATCH", () => `/app/spaces/${space}/members/${ids.owner}`, [], { role: "member" }],
  ["GET", () => `/app/spaces/${space}/place?at=0`, ["member"]],
  ["GET", () => `/app/spaces/${space}/receipts`, ["member"]],
  ["PUT", () => `/app/spaces/${space}/draft`, ["member"], { place: () => space, body: null }],
  ["GET", () => `/app/messages/${message}`, ["member"]],
  ["GET", () => `/app/messages/${message}/revisions`, ["member"]],
  ["POST", () => `/app/messages/${message}/reactions`, [], { id: () => space, emoji: "x" }],
  ["DELETE", () => `/app/messages/${message}/reactions/${space}`, ["member"]],
  ["PUT", () => `/app/messages/${message}/flag`, ["member"], { dueAt: null }],
  ["DELETE", () => `/app/messages/${message}/flag`, ["outsider", "member", "administrator"]],
  ["GET", () => `/app/spaces/${space}/boards`, ["member"]],
  ["GET", () => "/app/boards", ["outsider", "member", "administrator"]],
  ["GET", () => `/app/boards?space=${space}`, ["member"]],
  ["POST", () => "/app/boards/search", ["outsider", "member", "administrator"], { spaces: [] }],
  ["POST", () => `/app/spaces/${space}/boards`, [], { id: () => space, title: "x" }],
  ["GET", () => `/app/boards/${board}`, ["member"]],
  ["PATCH", () => `/app/boards/${board}`, [], { title: "x" }],
  ["POST", () => `/app/boards/${board}/operations`, [], { id: () => space, body: "x" }],
  ["PUT", () => `/app/boards/${board}/snapshot`, [], { at: 0, body: "x", thumbnail: "x" }],
  ["DELETE", () => `/app/boards/${board}`, []],
  ["GET", () => "/app/export/messages", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/export/boards", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/files", ["outsider", "member", "administrator"]],
  ["GET", () => `/app/spaces/${space}/files`, ["member"]],
  ["POST", () => "/app/search", ["outsider", "member", "administrator"], { spaces: [] }],
  ["GET", () => "/app/teams", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/teams", [], {}],
  ["PATCH", () => `/app/teams/${team}`, [], { archived: true }],
  ["POST", () => `/app/teams/${team}/members`, [], { person: () => ids.member }],
  ["PATCH", () => `/app/teams/${team}/members/${ids.owner}`, [], { role: "member" }],
  ["DELETE", () => `/app/teams/${team}/members/${ids.owner}`, []],
  ["POST", () => `/app/teams/${team}/spaces/${space}`, []],
  ["PUT", () => `/app/spaces/${space}/team`, [], { place: null }],
  ["GET", () => "/app/tags", ["outsider", "member", "administrator"]],
  ["PUT", () => `/app/tags/${space}`, [], { name: "x" }],
  ["DELETE", () => `/app/tags/${space}`, []],
  ["PUT", () => `/app/tags/${space}/subjects/${space}`, [], { space: () => space }],
  ["DELETE", () => `/app/tags/${space}/subjects/${space}`, []],
  ["GET", () => "/app/flags", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/notifications", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/notifications/read", ["outsider", "member", "administrator"], { upTo: 0 }],
  ["GET", () => "/app/push", ["outsider", "member", "administrator"]],
  ["PUT", () => "/app/push/subscriptions", [], { endpoint: "https://push.example/x", keys: {} }],
  [
    "DELETE",
    () => "/app/push/subscriptions",
    ["outsider", "member", "administrator"],
    { endpoint: "https://push.example/x" },
  ],
  ["GET", () => "/app/drafts", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/preferences", ["outsider", "member", "administrator"]],
  ["PATCH", () => "/app/preferences", ["outsider", "member", "administrator"], { receipts: true }],
  ["GET", () => "/app/messaging/policy", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/link-previews", [], { url: "http://localhost/" }],
  ["DELETE", () => `/app/messages/${message}`, []],
  ["GET", () => `/app/files/${file}`, []],
  ["GET", () => `/app/files/${file}/upload`, []],
  ["PUT", () => `/app/files/${file}?offset=0`, [], "data"],
  ["DELETE", () => `/app/files/${file}`, []],
  ["POST", () => `/app/spaces/${space}/files`, ["member"], { size: 4 }],
  ["PATCH", () => `/app/messages/${message}`, [], { key: "x", body: "x", mentions: [] }],
  ["PATCH", () => `/app/spaces/${space}`, [], { title: "x", key: "x" }],
  ["POST", () => "/app/spaces", [], {}],
  ["GET", () => `/app/people/${ids.owner}`, ["outsider", "member", "administrator"]],
  ["GET", () => `/app/spaces/${space}/meetings`, ["member"]],
  ["GET", () => "/app/meetings", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/meetings", ["member"], { space: () => space }],
  ["DELETE", () => `/app/meetings/${meeting}`, []],
  ["POST", () => `/app/meetings/${meeting}/controls`, [], { action: "lock", locked: false }],
  ["PATCH", () => `/app/meetings/${meeting}/participants/${participant}`, [], { muted: true }],
  ["PUT", () => `/app/meetings/${meeting}/participants/${participant}/view`, [], { heights: {} }],
  ["POST", () => `/app/meetings/${meeting}/participants/${participant}/captions`, [], { text: "Hello" }],
  ["DELETE", () => `/app/meetings/${meeting}/participants/${participant}`, []],
  ["POST", () => `/app/meetings/${meeting}/participants/${participant}/subscribe`, []],
  ["GET", () => "/app/calling", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/calling/history", ["outsider", "member", "administrator"]],
  ["DELETE", () => "/app/calling/history", ["outsider", "member", "administrator"]],
  ["DELETE", () => `/app/calling/history/${nobody}`, ["outsider", "member", "administrator"]],
  ["GET", () => "/app/calling/devices", ["outsider", "member", "administrator"]],
  ["PATCH", () => `/app/calling/devices/${nobody}`, [], { plain: true }],
  ["GET", () => "/app/calling/calls", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/calling/calls", [], { device: nobody, number: "1001" }],
  ["DELETE", () => `/app/calling/calls/${nobody}`, []],
  ["PUT", () => `/app/calling/calls/${nobody}/hold`, [], { held: true }],
  ["POST", () => `/app/calling/calls/${nobody}/transfer`, [], { number: "1001" }],
  ["POST", () => `/app/calling/calls/${nobody}/connect`, [], { other: nobody }],
  ["POST", () => `/app/calling/calls/${nobody}/answer`, [], { device: nobody }],
  ["POST", () => `/app/calling/calls/${nobody}/decline`, []],
  ["POST", () => "/app/meetings", [], { call: nobody }],
  ["POST", () => "/app/meetings", [], { calls: [nobody] }],
  ["GET", () => "/app/calling/groups", ["outsider", "member", "administrator"]],
  ["PUT", () => `/app/calling/groups/${nobody}/presence`, [], { loggedIn: true }],
  ["GET", () => "/app/admin/calling", ["administrator"]],
  ["GET", () => `/app/admin/calling/plan?caller=${ids.member}&number=1001`, ["administrator"]],
  ["GET", () => `/app/admin/calling/people/${ids.member}`, ["administrator"]],
  ["PATCH", () => `/app/admin/calling/people/${ids.member}`, ["administrator"], { outside: "national" }],
  ["GET", () => "/app/calling/lines", ["outsider", "member", "administrator"]],
  ["PUT", () => `/app/calling/lines/calls/${nobody}/private`, [], { private: true }],
  ["GET", () => "/app/admin/calling/hold-music", ["administrator"]],
  ["PUT", () => "/app/admin/calling/hold-music", [], {}],
  ["DELETE", () => "/app/admin/calling/hold-music", ["administrator"]],
  ["GET", () => "/app/admin/calling/hold-picture", ["administrator"]],
  ["PUT", () => "/app/admin/calling/hold-picture", [], {}],
  ["DELETE", () => "/app/admin/calling/hold-picture", ["administrator"]],
  ["GET", () => `/app/admin/calling/prompts/${nobody}/${nobody}`, []],
  ["PUT", () => `/app/admin/calling/prompts/${nobody}/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/prompts/${nobody}/${nobody}`, []],
  ["POST", () => "/app/admin/calling/lines", [], {}],
  ["PUT", () => `/app/admin/calling/lines/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/lines/${nobody}`, []],
  ["POST", () => "/app/admin/calling/groups", [], {}],
  ["PUT", () => `/app/admin/calling/groups/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/groups/${nobody}`, []],
  ["POST", () => "/app/admin/calling/attendants", [], {}],
  ["PUT", () => `/app/admin/calling/attendants/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/attendants/${nobody}`, []],
  ["GET", () => `/app/admin/calling/attendants/${nobody}/versions`, ["administrator"]],
  ["POST", () => "/app/admin/calling/attendants/drafts", [], {}],
  ["PATCH", () => `/app/admin/calling/devices/${nobody}`, [], { plain: true }],
  ["POST", () => "/app/admin/calling/routes", [], {}],
  ["PUT", () => `/app/admin/calling/routes/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/routes/${nobody}`, []],
  ["POST", () => "/app/admin/calling/trunks", [], {}],
  ["PUT", () => `/app/admin/calling/trunks/${nobody}`, [], {}],
  ["POST", () => `/app/admin/calling/trunks/${nobody}/test`, [], { number: null }],
  ["DELETE", () => `/app/admin/calling/trunks/${nobody}`, []],
  [
    "PUT",
    () => "/app/admin/calling/domains",
    ["administrator"],
    { domain: "example.com", outgoing: true, incoming: false },
  ],
  [
    "PUT",
    () => "/app/admin/calling/limits",
    ["administrator"],
    { countries: null, minutesPerDay: 240, callsAtOnce: 5, burst: 15 },
  ],
  ["PUT", () => "/app/admin/calling/spending", [], {}],
  ["PUT", () => "/app/admin/calling/dialling", [], {}],
  ["GET", () => "/app/admin/calling/prices", ["administrator"]],
  ["PUT", () => "/app/admin/calling/prices", ["administrator"], { prices: [] }],
  ["POST", () => "/app/admin/calling/prices/list", ["administrator"], { csv: "" }],
  ["PUT", () => "/app/admin/calling/conferences", ["administrator"], { hostLeaves: "others-stay" }],
  [
    "PUT",
    () => "/app/admin/calling/line-rights",
    ["administrator"],
    { watching: "colleagues", answering: "allowed" },
  ],
  ["DELETE", () => `/app/admin/calling/stops/${nobody}`, []],
  ["POST", () => "/app/admin/calling/domains/:domain/check", []],
  ["DELETE", () => "/app/admin/calling/domains/:domain", []],
  ["POST", () => "/app/admin/calling/locations", [], {}],
  ["PUT", () => `/app/admin/calling/locations/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/calling/locations/${nobody}`, []],
  ["PUT", () => "/app/admin/calling/numbers", ["administrator"], { number: "+14155550199" }],
  ["DELETE", () => "/app/admin/calling/numbers/:number", []],
  ["GET", () => "/app/admin/overview", ["administrator"]],
  ["GET", () => "/app/emergencies", ["outsider", "member", "administrator"]],
  ["POST", () => `/app/emergencies/${nobody}/seen`, ["outsider", "member", "administrator"]],
  ["POST", () => `/app/spaces/${space}/guests`, [], { email: "nobody" }],
  ["POST", () => `/app/spaces/${space}/guests/${ids.guest}/prolong`, []],
  ["GET", () => "/app/admin/guests", ["administrator"]],
  [
    "PUT",
    () => "/app/admin/guests/policy",
    ["administrator"],
    { allowed: true, mode: "except", domains: [], days: 90 },
  ],
  ["GET", () => `/app/admin/guests/${ids.guest}/trail`, ["administrator"]],
  ["POST", () => `/app/admin/guests/${ids.guest}/prolong`, ["administrator"]],
  ["DELETE", () => `/app/admin/guests/${nobody}`, []],
  ["GET", () => "/app/admin/retention", ["administrator"]],
  ["PUT", () => "/app/admin/retention", ["administrator"], { messages: null, files: null }],
  ["GET", () => "/app/admin/language", ["administrator"]],
  ["PUT", () => "/app/admin/language", ["administrator"], { language: "en" }],
  ["GET", () => "/app/admin/messaging/policy", ["administrator"]],
  ["GET", () => "/app/admin/messaging/push", ["administrator"]],
  [
    "PUT",
    () => "/app/admin/messaging/push",
    ["administrator"],
    { enabled: false, hosts: [], contact: "mailto:it@northwind.example" },
  ],
  [
    "PUT",
    () => "/app/admin/messaging/policy",
    ["administrator"],
    {
      editMinutes: null,
      deleteLater: true,
      receipts: true,
      largestFile: null,
      linkPreviews: { enabled: false, hosts: [] },
    },
  ],
  ["POST", () => "/app/admin/retention/sweep", ["administrator"]],
  ["POST", () => "/app/admin/retention/holds", [], { kind: "space", subject: nobody, reason: "x" }],
  ["DELETE", () => `/app/admin/retention/holds/${nobody}`, []],
  ["GET", () => "/app/care", ["outsider", "member", "administrator"]],
  ["PUT", () => `/app/care/duties/${nobody}`, [], { onDuty: true }],
  ["POST", () => "/app/care/requests", [], { id: nobody, desk: nobody, skill: null, space: nobody }],
  ["POST", () => `/app/care/requests/${nobody}/take`, []],
  ["POST", () => `/app/care/requests/${nobody}/pass`, []],
  ["POST", () => `/app/care/requests/${nobody}/solve`, []],
  ["GET", () => "/app/admin/care", ["administrator"]],
  ["GET", () => "/app/admin/care/report?days=7", ["administrator"]],
  ["PUT", () => `/app/admin/care/desks/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/care/desks/${nobody}`, []],
  ["GET", () => "/app/contacts", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/contacts.vcf", ["outsider", "member", "administrator"]],
  ["GET", () => "/app/phonebook", ["outsider", "member", "administrator"]],
  ["POST", () => "/app/contacts", [], {}],
  ["PUT", () => `/app/contacts/${nobody}`, [], {}],
  ["DELETE", () => `/app/contacts/${nobody}`, []],
  ["POST", () => "/app/contacts/import", [], {}],
  ["GET", () => "/app/admin/places", ["administrator"]],
  ["POST", () => "/app/admin/places", [], {}],
  ["PATCH", () => `/app/admin/places/${nobody}`, [], {}],
  ["DELETE", () => `/app/admin/places/${nobody}`, []],
  ["POST", () => `/app/admin/places/${nobody}/phones`, [], { name: "x" }],
  ["DELETE", () => `/app/admin/places/${nobody}/phones/${nobody}`, []],
  ["GET", () => "/app/admin/mail", ["administrator"]],
  ["PUT", () => "/app/admin/mail/server", [], { host: "" }],
  ["DELETE", () => "/app/admin/mail/server", ["administrator"]],
  ["POST", () => "/app/admin/mail/test", [], { to: "nobody" }],
  ["POST", () => "/app/admin/mail/retry", ["administrator"]],
  ["GET", () => "/app/admin/health", ["administrator"]],
  ["GET", () => "/app/admin/calls", ["administrator"]],
  ["GET", () => "/app/admin/calls/records?text=maria", ["administrator"]],
  ["GET", () => `/app/admin/calls/records/${nobody}`, ["administrator"]],
  ["GET", () => `/app/admin/calls/records/${nobody}/pcap`, ["administrator"]],
  ["GET", () => "/app/admin/calls/quality?days=7", ["administrator"]],
  ["GET", () => "/app/admin/calls/captures", ["administrator"]],
  ["POST", () => "/app/admin/calls/captures", ["administrator"], { about: "1001", seconds: 10 }],
  ["GET", () => `/app/admin/calls/captures/${nobody}`, []],
  ["GET", () => `/app/admin/calls/captures/${nobody}/pcap`, []],
  ["DELETE", () => `/app/admin/calls/captures/${nobody}`, []],
  ["DELETE", () => "/app/admin/calls/00000000-0000-4000-8000-000000000000", ["administrator"]],
  ["GET", () => "/app/admin/registrations", ["administrator"]],
  ["GET", () => "/app/admin/protection", ["administrator"]],
  ["DELETE", () => `/app/admin/protection/bans/${nobody}`, ["administrator"]],
  ["DELETE", () => "/app/admin/protection/names?address=192.0.2.1&name=nobody", ["administrator"]],
  ["GET", () => "/app/admin/jobs", ["administrator"]],
  ["GET", () => `/app/admin/jobs/${nobody}/notes?outcome=refused`, []],
  ["DELETE", () => `/app/admin/jobs/${nobody}`, []],
  ["POST", () => "/app/admin/people/imports/check", ["administrator"], { csv: "name,email\nA,a@b.example" }],
  [
    "POST",
    () => "/app/admin/people/imports",
    ["administrator"],
    { csv: "name,email\nA,a@b.example", letters: false },
  ],
  ["POST", () => `/app/admin/people/imports/${nobody}/links`, []],
  ["POST", () => "/app/admin/people", ["administrator"], { name: "New", email: "new@northwind.example" }],
  ["PATCH", () => `/app/admin/people/${ids.member}`, ["administrator"], { name: "member" }],
  ["POST", () => `/app/admin/people/${ids.owner}/invitation`, ["administrator"]],
];

const ask = (client: AppClient | undefined, method: string, path: string, body?: unknown) => {
  const json = JSON.stringify(body, (_name, value) => (typeof value === "function" ? value() : value));
  return (client ?? new AppClient(box.url)).fetch(`${box.url}${path}`, {
    method,
    ...(body !== undefined && { body: json, headers: { "Content-Type": "application/json" } }),
  });
};

/** What support looks at in administration; it changes nothing there. */
const supportReads = [
  "/app/admin/overview",
  "/app/admin/health",
  "/app/admin/protection",
  "/app/admin/jobs",
  "/app/admin/mail",
  "/app/admin/calls",
  "/app/admin/calls/records",
  `/app/admin/calls/records/${nobody}`,
  `/app/admin/calls/records/${nobody}/pcap`,
  "/app/admin/calls/quality",
  "/app/admin/calls/captures",
  "/app/admin/registrations",
  "/app/admin/care",
  "/app/admin/care/report",
];

/** A guest of the space may do there what its members may, and nothing of the organisation. */
const forGuests = (method: string, path: string): boolean =>
  !/^(\w+ \/app\/(calling|care|contacts|phonebook|teams\/|admin)|POST \/app\/meetings$)/.test(
    `${method} ${path}`,
  );

/** Who was a member, and support outside of administration, are outsiders. */
function mayPass(role: Role, method: string, path: string, allowed: readonly Role[]): boolean {
  if (role === "guest") return allowed.includes("member") && forGuests(method, path);
  if (role === "support" && path.startsWith("/app/admin/"))
    return method === "GET" && supportReads.includes(path.split("?")[0] ?? "");
  return allowed.includes(role === "former" || role === "support" ? "outsider" : role);
}

/** Routes without a row, each with where it is proven, or why anybody may come there who is signed in. */
const exceptions: Readonly<Record<string, string>> = {
  "POST /app/setup": "with a code, once: sign-in.test.ts",
  "POST /app/sign-in": "for visitors: sign-in.test.ts",
  "GET /app/invitations/:id": "for whoever has the link: sign-in.test.ts",
  "POST /app/invitations/:id": "for whoever has the link: sign-in.test.ts",
  "PATCH /app/me": "oneself",
  "POST /app/me/password": "oneself, with the old one: sign-in.test.ts",
  "POST /app/sign-out": "one's own session",
  "POST /app/sign-out-everywhere": "one's own sessions",
  "DELETE /app/sessions/:id": "one's own sessions: below",
  "POST /app/keys": "asks for keys by what one is a member of: keys",
  "POST /app/keys/blinding": "as above",
  "POST /app/keys/personal": "one's own",
  "POST /app/keys/new": "a key that nothing is sealed with yet",
  "POST /app/spaces/direct": "with anybody of the house: spaces.test.ts",
  "POST /app/spaces/:id/messages": "space-rights.test.ts",
  "PATCH /app/spaces/:id/mine": "space-rights.test.ts",
  "POST /app/meetings/:id/participants": "space-rights.test.ts",
  "POST /app/meetings/:id/participants/:id/publish": "one's own place in a meeting: below",
  "POST /app/meetings/:id/participants/:id/subscribed": "one's own place in a meeting: below",
  "GET /app/calling/settings": "one's own",
  "PATCH /app/calling/settings": "one's own",
  "GET /app/calling/parked": "for everybody who may call",
  "POST /app/calling/devices": "a telephone of one's own",
  "DELETE /app/calling/devices/:id": "one's own: below",
  "GET /app/calling/voicemail": "one's own",
  "GET /app/calling/voicemail/greeting": "one's own",
  "PUT /app/calling/voicemail/greeting": "one's own",
  "DELETE /app/calling/voicemail/greeting": "one's own",
  "PUT /app/calling/voicemail/pin": "one's own",
  "GET /app/calling/voicemail/:id/sound": "one's own: below",
  "PATCH /app/calling/voicemail/:id": "one's own: below",
  "DELETE /app/calling/voicemail/:id": "one's own: below",
  "GET /app/stream": "a WebSocket: what it tells is decided by topic, see the stream's tests",
  "GET /sip": "a WebSocket for who may call: below",
  "GET /metrics": "for the box itself and whom the configuration lets",
  "GET /hearth-authority.crt": "for everybody: browsers are to trust it",
  "GET /*": "the page and its files, for everybody",
  "GET /phones/:id/cisco": "for a telephone with its key: devices",
  "GET /phones/:id/cisco/search": "as above",
  "GET /phones/:id/cisco/people": "as above",
  "GET /phones/:id/cisco/contacts": "as above",
  "GET /phones/:id/cisco/calls": "as above",
  "GET /phones/:id/yealink": "as above",
  "GET /phones/:id/poly": "as above",
};

describe("[SE-10] who may do what", () => {
  for (const [method, path, allowed, body] of matrix)
    test(`${method} ${path().replaceAll(/undefined/g, ":id")}`, async () => {
      for (const role of roles) {
        const { status } = await ask(clients[role], method, path(), body);
        const through = status < 400;
        expect([role, status, through]).toEqual([role, status, mayPass(role, method, path(), allowed)]);
        if (!through) expect([400, 401, 403, 404, 409, 422]).toContain(status);
      }
    });

  test("every route that the appliance mounts is in the matrix, or an exception with its reason", () => {
    const plain = (route: string) => route.replaceAll(/:\w+/g, ":id");
    const covered = new Set(
      matrix.map(
        ([method, path]) =>
          `${method} ${plain(path().split("?")[0] ?? "").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")}`,
      ),
    );
    const mounted = box.routes
      .filter(({ method }) => method !== "ALL") // what every request passes
      .map(({ method, path }) => `${method} ${plain(path)}`);
    const missing = new Set(mounted.filter((route) => !covered.has(route)));
    expect([...missing].toSorted()).toEqual(Object.keys(exceptions).toSorted());
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
