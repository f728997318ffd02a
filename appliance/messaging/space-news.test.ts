/** Who comes back asks for what is new: with it, what they kept is what the appliance would list in full. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { random } from "../../scripts/peers/random.ts";
import { call } from "../../web-ui/api/client.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";
import { withNews } from "../../web-ui/store/space-list.ts";
import type { Space, SpaceNews } from "./index.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

interface Member {
  id: string;
  client: AppClient;
}

let box: TestAppliance;
let maria: Member;
let others: Member[];

beforeAll(async () => {
  box = await testAppliance();
  const client = new AppClient(box.url);
  maria = { id: await client.setUp(box.setupCode ?? "", "Northwind", person("maria")), client };
  others = [await client.admit(person("jonas")), await client.admit(person("aiko"))];
});
afterAll(() => box.dispose());

const newsFor = ({ client }: Member, since: number): Promise<SpaceNews> =>
  call(client.api.spaces.$get({ query: { since: String(since) } }));
const inOrder = (spaces: readonly Space[]) => spaces.toSorted((a, b) => (a.id < b.id ? -1 : 1));

test("[MS-21] what was kept at any time, with what is new since then, is the list in full", async () => {
  const { below, pick, chance } = random(20_261_126);
  const people = [maria, ...others];
  const spaces: string[] = [];
  const written: { space: string; id: string; author: Member }[] = [];
  const team = await maria.client.createTeam(
    "Harbour",
    others.map(({ id }) => id),
  );
  const kept = new Map<Member, { seq: number; spaces: Space[] }[]>(people.map((one) => [one, []]));
  const membersOf = (space: string) =>
    people.filter(({ id }) => box.rooms.messaging.rights.isMember(space, id));

  const create = async () => {
    const [one, ...rest] = people.toSorted(() => (chance(0.5) ? 1 : -1)) as [Member, ...Member[]];
    spaces.push(
      await one.client.createSpace(
        `space ${spaces.length}`,
        rest.filter(() => chance(0.7)).map(({ id }) => id),
      ),
    );
  };
  const inSpace = {
    async write(space: string, one: Member) {
      const mentions = chance(0.3) ? [chance(0.5) ? "all" : pick(people).id] : [];
      const id = crypto.randomUUID();
      written.push({ space, id, author: one });
      await one.client.send(space, await one.client.keyOf(space), "a message", id, { mentions });
    },
    async edit() {
      const { space, id, author } = pick(written);
      await author.client.edit(space, await author.client.keyOf(space), id, "another");
    },
    async take() {
      const { id, author } = pick(written);
      await call(author.client.api.messages[":id"].$delete({ param: { id } }));
    },
    async read(space: string, one: Member) {
      const { lastSeq } = box.rooms.messaging.spaces.get(one.id, space);
      const json = { readSeq: below(lastSeq + 1) };
      await call(one.client.api.spaces[":id"].mine.$patch({ param: { id: space }, json }));
    },
    async scroll(space: string, one: Member) {
      const { lastSeq } = box.rooms.messaging.spaces.get(one.id, space);
      const json = { placeSeq: below(lastSeq + 1) };
      await call(one.client.api.spaces[":id"].mine.$patch({ param: { id: space }, json }));
    },
    async mark(space: string, one: Member) {
      const json = { favourite: chance(0.5), notify: pick(["all", "none", null] as const) };
      await call(one.client.api.spaces[":id"].mine.$patch({ param: { id: space }, json }));
    },
    async rename(space: string, one: Member) {
      const key = await one.client.keyOf(space);
      const title = await encryptContent(one.client.keyring, key, { sp: space }, `name ${below(1000)}`);
      await call(one.client.api.spaces[":id"].$patch({ param: { id: space }, json: { title, key } }));
    },
    async change(space: string, one: Member) {
      const json = pick([{ archived: chance(0.3) }, { locked: chance(0.5) }, { announcement: chance(0.3) }]);
      await call(one.client.api.spaces[":id"].$patch({ param: { id: space }, json }));
    },
    async place(space: string, one: Member) {
      if (chance(0.5)) return one.client.placeInTeam(space, team, "in the team");
      await call(one.client.api.spaces[":id"].team.$put({ param: { id: space }, json: { place: null } }));
    },
    async leave(space: string, one: Member) {
      const leaver = pick(membersOf(space)).id;
      const param = { id: space, person: leaver };
      await call(one.client.api.spaces[":id"].members[":person"].$delete({ param }));
    },
    async join(space: string, one: Member) {
      const json = { person: pick(people).id };
      await call(one.client.api.spaces[":id"].members.$post({ param: { id: space }, json }));
    },
    async promote(space: string, one: Member) {
      const param = { id: space, person: pick(membersOf(space)).id };
      const json = { role: pick(["moderator", "member"] as const) };
      await call(one.client.api.spaces[":id"].members[":person"].$patch({ param, json }));
    },
    async direct(_: string, one: Member) {
      await one.client.directSpace(pick(people.filter((other) => other !== one)).id);
    },
  };
  const check = async () => {
    for (const one of people) {
      const full = inOrder((await newsFor(one, 0)).spaces);
      for (const { seq, spaces: known } of kept.get(one) ?? []) {
        const news = await newsFor(one, seq);
        expect(news.whole).toBe(seq === 0);
        expect(inOrder(withNews(known, news))).toEqual(full);
      }
    }
  };

  let refused = 0;
  for (let step = 0; step < 600; step++) {
    const space = pick(spaces);
    const members = space === undefined ? [] : membersOf(space);
    if (space === undefined || members.length === 0 || chance(0.02)) await create();
    else
      await pick(Object.values(inSpace))(space, pick(members)).catch(() => {
        refused++; // not a moderator, archived, deleted before: nothing happened
      });
    if (chance(0.03)) {
      const one = pick(people);
      const { seq, spaces: known } = await newsFor(one, 0);
      kept.set(one, [...(kept.get(one) ?? []).slice(-8), { seq, spaces: known }]);
    }
    if (step % 100 === 99) await check();
  }
  expect(refused).toBeLessThan(400);
  await check();
}, 240_000);

test("[MS-21] who kept nothing gets everything; who was here until now gets nothing", async () => {
  const space = await maria.client.createSpace("Alone", []);
  const full = await newsFor(maria, 0);
  expect(full.whole).toBe(true);
  expect(await newsFor(maria, full.seq)).toEqual({ seq: full.seq, spaces: [], gone: [], whole: false });
  expect((await newsFor(maria, full.seq + 1)).whole).toBe(true); // of another time: nothing is known
  await maria.client.send(space, await maria.client.keyOf(space), "here");
  const { spaces } = await newsFor(maria, full.seq);
  expect(spaces.map(({ id, lastSeq }) => [id, lastSeq > full.seq])).toEqual([[space, true]]);
});

test("[MS-21] who was away while a place was saved often is told the newest, and the log holds no other", async () => {
  const space = await maria.client.createSpace("Read", []);
  const key = await maria.client.keyOf(space);
  for (let message = 0; message < 12; message++) await maria.client.send(space, key, `line ${message}`);
  const { lastSeq, seq } = { ...box.rooms.messaging.spaces.get(maria.id, space), seq: box.rooms.events.last };
  for (let back = 11; back >= 0; back--) {
    const json = { placeSeq: lastSeq - back };
    await call(maria.client.api.spaces[":id"].mine.$patch({ param: { id: space }, json }));
  }
  const places = box.rooms.events.tail(seq).filter(({ kind }) => kind === "space.placed");
  expect(places.map(({ payload }) => payload.placeSeq)).toEqual([lastSeq]);
  expect((await newsFor(maria, seq)).spaces.map(({ placeSeq }) => placeSeq)).toEqual([lastSeq]);
  const told = Promise.withResolvers<unknown>();
  const socket = await maria.client.follow(seq, (frame) => {
    if (frame.type === "event" && frame.kind === "space.placed") told.resolve(frame.payload);
  });
  expect(await told.promise).toEqual({ placeSeq: lastSeq });
  socket.close();
});

test.each(["-1", "1.5", "x", "1e99", "[]", "1;drop table events", "%00"])(
  "[MS-21] a place in the log that is none (%s) is refused",
  async (since) => {
    const answer = await maria.client.fetch(`${box.url}/app/spaces?since=${since}`);
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, "invalid-request"]);
  },
);
