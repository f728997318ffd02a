/** Who may do what in a space, by its state and the role: asked of the interface itself, past any button. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const roles = ["moderator", "member", "outsider"] as const;
type Role = (typeof roles)[number];
const states = ["open", "locked", "announcement", "archived"] as const;
type State = (typeof states)[number];

let box: TestAppliance;
const clients = {} as Record<Role, AppClient>;
const ids = {} as Record<Role | "other" | "stranger", string>;

beforeAll(async () => {
  box = await testAppliance();
  clients.moderator = new AppClient(box.url);
  ids.moderator = await clients.moderator.setUp(box.setupCode ?? "", "Northwind", person("moderator"));
  for (const name of ["member", "outsider"] as const) {
    const admitted = await clients.moderator.admit(person(name));
    clients[name] = admitted.client;
    ids[name] = admitted.id;
  }
  ids.other = (await clients.moderator.admit(person("other"))).id;
  ids.stranger = (await clients.moderator.admit(person("stranger"))).id;
});
afterAll(() => box.dispose());

const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;

interface Space {
  id: string;
  key: string;
  /** Of the moderator. */
  message: string;
  membersMessage: string;
}

async function spaceIn(state: State): Promise<Space> {
  const id = await clients.moderator.createSpace("space", [ids.member, ids.other]);
  const key = await clients.moderator.keyOf(id);
  const message = await clients.moderator.send(id, key, "hello"); // that a moderator deletes others' has its own test
  const membersMessage = await clients.member.send(id, key, "hello back");
  const json = {
    locked: state === "locked",
    announcement: state === "announcement",
    archived: state === "archived",
  };
  const answer = await clients.moderator.api.spaces[":id"].$patch({ param: { id }, json });
  expect(answer.status).toBe(200);
  return { id, key, message, membersMessage };
}

const actions: Record<string, (by: AppClient, space: Space) => Promise<{ status: number }>> = {
  "add a person": (by, { id }) =>
    by.api.spaces[":id"].members.$post({ param: { id }, json: { person: ids.stranger } }),
  "remove a person": (by, { id }) =>
    by.api.spaces[":id"].members[":person"].$delete({ param: { id, person: ids.other } }),
  rename: async (by, { id, key }) => {
    const title = await encryptContent(clients.moderator.keyring, key, { sp: id }, "renamed");
    return by.api.spaces[":id"].$patch({ param: { id }, json: { title, key } });
  },
  "delete another's message": (by, { message }) => by.api.messages[":id"].$delete({ param: { id: message } }),
  write: async (by, { id, key }) => {
    const mid = crypto.randomUUID();
    const body = await encryptContent(clients.moderator.keyring, key, { sp: id, mid }, { text: "hi" });
    const json = { id: mid, key, body, mentions: [], files: [] };
    return by.api.spaces[":id"].messages.$post({ param: { id }, json });
  },
  "edit one's own message": async (by, { id, key, message, membersMessage }) => {
    const mid = by === clients.moderator ? message : membersMessage;
    const body = await encryptContent(clients.moderator.keyring, key, { sp: id, mid }, { text: "changed" });
    return by.api.messages[":id"].$patch({ param: { id: mid }, json: { key, body, mentions: [] } });
  },
  react: async (by, { id, key, message: mid }) => {
    const emoji = await encryptContent(clients.moderator.keyring, key, { sp: id, mid }, "👍");
    const json = { id: crypto.randomUUID(), emoji };
    return by.api.messages[":id"].reactions.$post({ param: { id: mid }, json });
  },
  "share a file": (by, { id }) => by.api.spaces[":id"].files.$post({ param: { id }, json: { size: 100 } }),
  lock: (by, { id }) => by.api.spaces[":id"].$patch({ param: { id }, json: { locked: true } }),
  archive: (by, { id }) => by.api.spaces[":id"].$patch({ param: { id }, json: { archived: true } }),
  "make a moderator": (by, { id }) =>
    by.api.spaces[":id"].members[":person"].$patch({
      param: { id, person: ids.other },
      json: { role: "moderator" },
    }),
};

const writing = ["write", "edit one's own message", "react", "share a file"];
/** What a member may do; a moderator may do everything but write into an archive, an outsider nothing. */
const memberMay: Record<State, readonly string[]> = {
  open: ["add a person", "rename", ...writing],
  locked: writing,
  announcement: ["add a person", "rename", "react"],
  archived: ["add a person", "rename"],
};

describe("[MS-16] [MS-17] who may do what", () => {
  for (const state of states)
    for (const role of roles)
      test(`${role} in a space that is ${state}`, async () => {
        for (const [name, act] of Object.entries(actions)) {
          const { status } = await act(clients[role], await spaceIn(state));
          const may =
            role === "moderator"
              ? !(writing.includes(name) && state === "archived")
              : role === "member" && memberMay[state].includes(name);
          expect([name, status < 400]).toEqual([name, may]);
          if (!may) expect([403, 404, 409]).toContain(status);
        }
      }, 30_000);

  test("[MS-18] co-moderators come and go; the last one cannot leave without a successor", async () => {
    const { id } = await spaceIn("open");
    const members = clients.moderator.api.spaces[":id"].members[":person"];
    const leave = () => members.$delete({ param: { id, person: ids.moderator } });
    expect(await statusOf(leave())).toBe(409);
    const make = (role: "moderator" | "member") =>
      members.$patch({ param: { id, person: ids.member }, json: { role } });
    expect((await make("moderator")).status).toBe(204);
    expect((await make("member")).status).toBe(204);
    expect((await make("moderator")).status).toBe(204);
    expect(await statusOf(leave())).toBe(204);
  });

  test("[MS-17] a moderator deletes a member's message; a tombstone and who did it remain", async () => {
    const { id, key } = await spaceIn("open");
    const message = await clients.member.send(id, key, "regretted");
    expect((await clients.moderator.api.messages[":id"].$delete({ param: { id: message } })).status).toBe(
      204,
    );
    const left = await (await clients.member.api.messages[":id"].$get({ param: { id: message } })).json();
    expect([left.message.body, left.message.deletedAt !== null]).toEqual(["", true]);
    const event = box.rooms.events
      .read(0, [`space:${id}`])
      .find(({ kind, subject }) => kind === "message.deleted" && subject === message);
    expect(event?.payload.by).toBe(ids.moderator);
  });
});

describe("[MS-03] [MS-04] teams", () => {
  test("a member sees and joins every space; somebody invited to one space sees only that; others nothing", async () => {
    const team = await clients.moderator.createTeam("CanaryTeam", [ids.member]);
    const spaces = [];
    for (const title of ["one", "two", "three"]) {
      const space = await clients.moderator.createSpace(title, title === "one" ? [ids.outsider] : []);
      await clients.moderator.placeInTeam(space, team, title);
      spaces.push(space);
    }
    const seen = async (by: AppClient) => {
      const found = (await (await by.api.teams.$get()).json()).teams.find(({ id }) => id === team);
      return found?.spaces.map(({ id }) => id).sort() ?? [];
    };
    expect(await seen(clients.member)).toEqual([...spaces].sort());
    expect(await seen(clients.outsider)).toEqual([]);
    for (const [index, space] of spaces.entries()) {
      const read = async (by: AppClient) =>
        (await by.api.spaces[":id"].messages.$get({ param: { id: space }, query: {} })).status;
      expect(await read(clients.member)).toBe(404);
      const join = (by: AppClient) =>
        by.api.teams[":id"].spaces[":space"].$post({ param: { id: team, space } });
      expect(await statusOf(join(clients.outsider))).toBe(404);
      expect((await join(clients.member)).status).toBe(204);
      expect(await read(clients.member)).toBe(200);
      expect(await read(clients.outsider)).toBe(index === 0 ? 200 : 404);
    }
  });

  test("who leaves a team sees it no more and gets no newer key; the last moderator stays", async () => {
    const team = await clients.moderator.createTeam("leaving", [ids.member]);
    const members = clients.moderator.api.teams[":id"].members[":person"];
    expect(await statusOf(members.$delete({ param: { id: team, person: ids.moderator } }))).toBe(409);
    const before = box.rooms.keys.service.current(team) ?? "";
    expect((await members.$delete({ param: { id: team, person: ids.member } })).status).toBe(204);
    const after = box.rooms.keys.service.current(team) ?? "";
    expect(after).not.toBe(before);
    expect(await clients.member.keyring.get(after).catch(({ name }) => name)).toBe("KeyUnavailable");
    const { teams } = await (await clients.member.api.teams.$get()).json();
    expect(teams.some(({ id }) => id === team)).toBe(false);
  });
});

describe("[MS-23] tags", () => {
  test("tags are one's own, survive a rename, and nobody else changes them", async () => {
    const space = (await spaceIn("open")).id;
    const id = crypto.randomUUID();
    const name = async (text: string) => {
      const key = await clients.member.keyring.personal();
      return encryptContent(clients.member.keyring, key, { sp: ids.member, mid: id }, text);
    };
    const { tags } = clients.member.api;
    expect((await tags[":id"].$put({ param: { id }, json: { name: await name("Budget") } })).status).toBe(
      204,
    );
    const subject = { param: { id, subject: space } };
    expect((await tags[":id"].subjects[":subject"].$put({ ...subject, json: { space } })).status).toBe(204);
    expect((await tags[":id"].$put({ param: { id }, json: { name: await name("Money") } })).status).toBe(204);
    const mine = (await (await tags.$get()).json()).tags;
    expect(mine.map(({ subjects }) => subjects)).toEqual([[{ subject: space, space }]]);
    expect((await (await clients.moderator.api.tags.$get()).json()).tags).toEqual([]);
    expect(await statusOf(clients.moderator.api.tags[":id"].$delete({ param: { id } }))).toBe(404);
  });
});
