/** Search over the real interface: nobody finds what they cannot see, whatever they ask. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { blindAll } from "../../web-ui/search/tokens.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const words = ["anchor", "beacon", "canvas", "dynamo", "ember", "falcon", "garnet", "harbour"];
const everyone = 6;
const spaceCount = 10;

interface Sent {
  id: string;
  space: string;
  author: number;
  words: string[];
}

let box: TestAppliance;
const clients: AppClient[] = [];
const ids: string[] = [];
const spaces: string[] = [];
const members = new Map<string, Set<number>>();
const sent: Sent[] = [];
/** Everybody's index keys together: an attacker who once was a member of every space. */
const indexKeys = new Map<string, CryptoKey>();

/** The same numbers on every run (a linear congruential generator of Numerical Recipes). */
let state = 7;
const below = (limit: number) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

beforeAll(async () => {
  box = await testAppliance();
  const first = new AppClient(box.url);
  clients.push(first);
  ids.push(await first.setUp(box.setupCode ?? "", "Northwind", person("p0")));
  for (let index = 1; index < everyone; index++) {
    const { id, client } = await first.admit(person(`p${index}`));
    clients.push(client);
    ids.push(id);
  }
  for (let index = 0; index < spaceCount; index++) {
    const owner = below(everyone);
    const inside = new Set([owner, ...clients.keys()].filter((each) => each === owner || below(2) === 0));
    const chosen = [...inside].map((each) => ids[each] ?? "");
    const space = (await clients[owner]?.createSpace(`space ${index}`, chosen)) ?? "";
    spaces.push(space);
    members.set(space, inside);
    for (const each of inside)
      for (const [id, key] of (await clients[each]?.keyring.indexKeys([space])) ?? []) indexKeys.set(id, key);
    for (let count = 0; count < 25; count++) {
      const author = [...inside][below(inside.size)] ?? owner;
      const said = [words[below(8)] ?? "", words[below(8)] ?? "", words[below(8)] ?? ""];
      const client = clients[author] ?? first;
      const id = await client.send(space, await client.keyOf(space), said.join(" "));
      sent.push({ id, space, author, words: said });
    }
  }
}, 60_000);
afterAll(() => box.dispose());

const ask = async (who: number, asked: string[], more: { from?: string; files?: boolean } = {}) => {
  const forms = asked.map((word) => `w:${word}`);
  const queries = await Promise.all(
    [...indexKeys].map(async ([space, key]) => ({ space, tokens: await blindAll(key, forms) })),
  );
  const answer = await clients[who]?.api.search.$post({ json: { spaces: queries, limit: 100, ...more } });
  if (answer?.status !== 200) throw new Error(`search answered ${answer?.status}`);
  return (await answer.json()).messages;
};

describe("[MS-05] search", () => {
  test("random people asking with everybody's keys find exactly what they can see", async () => {
    for (let round = 0; round < 120; round++) {
      if (round % 10 === 5) await shuffleMembership();
      const who = below(everyone);
      const asked = [words[below(8)] ?? "", ...(below(2) === 0 ? [words[below(8)] ?? ""] : [])];
      const from = below(3) === 0 ? below(everyone) : undefined;
      const expected = sent
        .filter(({ space }) => members.get(space)?.has(who))
        .filter((message) => asked.every((word) => message.words.includes(word)))
        .filter(({ author }) => from === undefined || author === from)
        .map(({ id }) => id)
        .slice(-100);
      const found = await ask(who, asked, from === undefined ? {} : { from: ids[from] ?? "" });
      expect(found.map(({ id }) => id).sort()).toEqual(expected.sort());
    }
  }, 60_000);

  test("edited words are found instead of the old ones, deleted messages not at all", async () => {
    const who = [...(members.get(spaces[0] ?? "") ?? [])][0] ?? 0;
    const space = spaces[0] ?? "";
    const client = clients[who] ?? new AppClient(box.url);
    const key = await client.keyOf(space);
    const id = await client.send(space, key, "quixotic");
    const found = async (word: string) => (await ask(who, [word])).some((message) => message.id === id);
    expect(await found("quixotic")).toBe(true);
    await client.edit(space, key, id, "zephyr");
    expect([await found("quixotic"), await found("zephyr")]).toEqual([false, true]);
    await client.api.messages[":id"].$delete({ param: { id } });
    expect(await found("zephyr")).toBe(false);
  });

  test("who is no member gets no index key", async () => {
    for (const who of clients.keys()) {
      const fresh = new AppClient(box.url);
      await fresh.signIn(person(`p${who}`));
      const keys = await fresh.keyring.indexKeys(spaces);
      const inside = spaces.filter((space) => members.get(space)?.has(who));
      expect([who, [...keys.keys()]]).toEqual([who, inside]);
    }
  }, 60_000);

  test("tokens that are none are refused", async () => {
    const space = spaces[0] ?? "";
    for (const token of ["", "word", 'a" OR b', "*".repeat(24), "G".repeat(24)]) {
      const json = { spaces: [{ space, tokens: [token] }], limit: 10 };
      expect((await clients[0]?.api.search.$post({ json }))?.status).toBe(400 as 200);
    }
  });
});

/** Somebody joins, or somebody who is no moderator leaves. */
async function shuffleMembership(): Promise<void> {
  const space = spaces[below(spaceCount)] ?? "";
  const inside = members.get(space) ?? new Set();
  const who = below(everyone);
  const owner = clients[[...inside][0] ?? 0];
  const param = { id: space, person: ids[who] ?? "" };
  if (inside.has(who)) {
    const answer = await clients[who]?.api.spaces[":id"].members[":person"].$delete({ param });
    if (answer?.status === 204) inside.delete(who);
  } else {
    const json = { person: ids[who] ?? "" };
    const answer = await owner?.api.spaces[":id"].members.$post({ param: { id: space }, json });
    if (answer?.status === 204) inside.add(who);
  }
}
