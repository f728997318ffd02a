/** What is done in a space, by whom: each act with a body that is right, by everybody who may not and then by who may. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../scripts/peers/mail-server.ts";
import { encryptContent } from "../web-ui/crypto/content.ts";

/** Of the space: its moderator, a member, a guest, who was one of them, and who never was; support and administrator are strangers too. */
const roles = [
  "visitor",
  "outsider",
  "former",
  "support",
  "administrator",
  "guest",
  "member",
  "moderator",
] as const;
type Role = (typeof roles)[number];
const inside: readonly Role[] = ["guest", "member", "moderator"];
const staff: readonly Role[] = ["member", "moderator"];

let box: TestAppliance;
let smtp: MailServer;
let space: string;
let key: string;
let team: string;
let meeting: string;
const ids: Partial<Record<Role, string>> = {};
const clients: Partial<Record<Role, AppClient>> = {};
let newcomers = 0;

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const clientOf = (role: Role): AppClient => clients[role] ?? new AppClient(box.url);
const owner = () => clientOf("moderator");

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  const administrator = new AppClient(box.url);
  ids.administrator = await administrator.setUp(box.setupCode ?? "", "Northwind", person("administrator"));
  clients.administrator = administrator;
  for (const role of ["moderator", "member", "outsider", "former", "support"] as const) {
    const admitted = await administrator.admit(person(role));
    ids[role] = admitted.id;
    clients[role] = admitted.client;
  }
  await box.rooms.people.directory.change(ids.support ?? "", { role: "support" });
  space = await owner().createSpace("private", [ids.member ?? "", ids.former ?? ""]);
  key = await owner().keyOf(space);
  team = await owner().createTeam("inner circle", [ids.member ?? ""]);
  const invited = await owner().api.spaces[":id"].guests.$post({
    param: { id: space },
    json: { email: "guest@partner.example" },
  });
  expect(invited.status).toBe(200);
  clients.guest = new AppClient(box.url);
  ids.guest = await clients.guest.accept(linkIn(await smtp.received(1)), person("guest"));
  await owner().api.spaces[":id"].members[":person"].$delete({
    param: { id: space, person: ids.former ?? "" },
  });
  key = await owner().keyOf(space);
  const started = await owner().api.meetings.$post({ json: { space } });
  meeting = (await started.json()).meeting.id;
}, 60_000);
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

/** Somebody of the organisation whom nothing has happened to. */
async function newcomer(): Promise<string> {
  const { invitations } = box.rooms.people;
  const { name, email, password } = person(`newcomer${++newcomers}`);
  const { token } = await invitations.invite({ name, email, role: "user" });
  return (await invitations.accept(token, { name, password })).id;
}
const sealed = (mid: string, content: unknown = { text: "x" }) =>
  encryptContent(owner().keyring, key, { sp: space, mid }, content as never);
async function newMember(): Promise<string> {
  const id = await newcomer();
  await owner().api.spaces[":id"].members.$post({ param: { id: space }, json: { person: id } });
  return id;
}
const joined = async (client: AppClient): Promise<string> => {
  const answer = await client.api.meetings[":id"].participants.$post({ param: { id: meeting } });
  return (await answer.json()).participant.id;
};

interface Act {
  /** As it is mounted. */
  route: string;
  who: readonly Role[];
  /** Method, path and body, of something that was not done yet. */
  ask(): Promise<[path: string, body?: unknown]>;
}

const acts: readonly Act[] = [
  {
    route: "POST /app/spaces/:id/messages",
    who: inside,
    async ask() {
      const id = crypto.randomUUID();
      return [
        `/spaces/${space}/messages`,
        { id, key, mentions: [], files: [], tokens: [], body: await sealed(id) },
      ];
    },
  },
  {
    route: "PATCH /app/messages/:id",
    who: ["member"],
    async ask() {
      const id = await clientOf("member").send(space, key, "mine");
      return [`/messages/${id}`, { key, mentions: [], tokens: [], body: await sealed(id) }];
    },
  },
  {
    route: "DELETE /app/messages/:id",
    who: staff,
    ask: async () => [`/messages/${await clientOf("member").send(space, key, "mine")}`],
  },
  {
    route: "POST /app/spaces/:id/members",
    who: staff,
    ask: async () => [`/spaces/${space}/members`, { person: await newcomer() }],
  },
  {
    route: "PATCH /app/spaces/:id/members/:person",
    who: ["moderator"],
    ask: async () => [`/spaces/${space}/members/${await newMember()}`, { role: "moderator" }],
  },
  {
    route: "DELETE /app/spaces/:id/members/:person",
    who: ["moderator"],
    ask: async () => [`/spaces/${space}/members/${await newMember()}`],
  },
  {
    route: "PATCH /app/spaces/:id",
    who: staff,
    ask: async () => [
      `/spaces/${space}`,
      { key, title: await encryptContent(owner().keyring, key, { sp: space }, "named") },
    ],
  },
  {
    route: "PATCH /app/spaces/:id/mine",
    who: inside,
    ask: async () => [`/spaces/${space}/mine`, { readSeq: 1 }],
  },
  {
    route: "POST /app/spaces/:id/guests",
    who: staff,
    ask: async () => [`/spaces/${space}/guests`, { email: `partner${++newcomers}@partner.example` }],
  },
  {
    route: "POST /app/spaces/:id/guests/:person/prolong",
    who: ["moderator"],
    ask: async () => [`/spaces/${space}/guests/${ids.guest}/prolong`],
  },
  {
    route: "POST /app/spaces/:id/boards",
    who: inside,
    async ask() {
      const id = crypto.randomUUID();
      return [
        `/spaces/${space}/boards`,
        { id, kind: "drawing", tokens: [], title: await sealed(id, "plan") },
      ];
    },
  },
  {
    route: "DELETE /app/boards/:id",
    who: ["moderator"],
    ask: async () => [`/boards/${await owner().createBoard(space, "plan")}`],
  },
  {
    route: "POST /app/spaces/:id/files",
    who: inside,
    ask: async () => [`/spaces/${space}/files`, { size: 4 }],
  },
  {
    route: "POST /app/meetings",
    who: staff,
    ask: async () => ["/meetings", { space }],
  },
  {
    route: "POST /app/meetings/:id/participants",
    who: inside,
    ask: async () => [`/meetings/${meeting}/participants`],
  },
  {
    route: "PATCH /app/meetings/:id/participants/:participant",
    who: ["moderator"],
    ask: async () => [`/meetings/${meeting}/participants/${await joined(owner())}`, { muted: true }],
  },
  {
    route: "POST /app/meetings/:id/controls",
    who: ["moderator"],
    ask: async () => [`/meetings/${meeting}/controls`, { action: "lock", locked: false }],
  },
  {
    route: "DELETE /app/meetings/:id/participants/:participant",
    who: ["member"],
    ask: async () => [`/meetings/${meeting}/participants/${await joined(clientOf("member"))}`],
  },
  {
    route: "POST /app/teams/:id/members",
    who: ["moderator"],
    ask: async () => [`/teams/${team}/members`, { person: await newcomer() }],
  },
  {
    route: "PATCH /app/teams/:id",
    who: ["moderator"],
    ask: async () => [`/teams/${team}`, { colour: 3 }],
  },
  {
    route: "PATCH /app/teams/:id/members/:person",
    who: ["moderator"],
    ask: async () => [`/teams/${team}/members/${ids.member}`, { role: "member" }],
  },
  {
    route: "DELETE /app/teams/:id/members/:person",
    who: ["moderator"],
    async ask() {
      const id = await newcomer();
      await owner().api.teams[":id"].members.$post({ param: { id: team }, json: { person: id } });
      return [`/teams/${team}/members/${id}`];
    },
  },
  {
    route: "DELETE /app/meetings/:id",
    who: ["moderator"],
    ask: async () => [`/meetings/${meeting}`],
  },
];

async function status(role: Role, { route, ask }: Act): Promise<number> {
  key = await owner().keyOf(space); // another one since somebody left
  const [path, json] = await ask();
  const headers = { "Content-Type": "application/json" };
  const method = route.slice(0, route.indexOf(" "));
  const body = json === undefined ? {} : { body: JSON.stringify(json), headers };
  return (await clientOf(role).fetch(`${box.url}/app${path}`, { method, ...body })).status;
}

describe("[SE-10] [MS-17] what is done in a space", () => {
  for (const act of acts)
    test(`${act.route}, by ${act.who.join(", ")} alone`, async () => {
      const done: Role[] = [];
      for (const role of roles) {
        const answer = await status(role, act);
        if (answer < 400) done.push(role);
        else
          expect({ role, answer }).toEqual({
            role,
            answer: role === "visitor" ? 401 : answer === 403 ? 403 : 404,
          });
      }
      expect(done).toEqual(roles.filter((role) => act.who.includes(role)));
    });

  test("every one of these routes is mounted", () => {
    const mounted = new Set(box.routes.map(({ method, path }) => `${method} ${path}`));
    expect(acts.map(({ route }) => route).filter((route) => !mounted.has(route))).toEqual([]);
  });
});
