/**
 * Search: how long the first results take among a million messages in fifty spaces, asked over HTTPS as a
 * browser does, with the tokens of all its spaces in one question.
 *
 *   bun scripts/bench/search.ts [messages]        (a million takes some minutes to write)
 */
import { createHmac, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { testAppliance } from "../peers/appliance.ts";
import { AppClient } from "../peers/client.ts";
import { table } from "./process.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const spaceCount = 50;
const vocabulary = 30_000;
const wordsInMessage = 9;
const questions = 300;

const person = (name: string) => ({ name, email: `${name}@example.org`, password: "a long password" });
const box = await testAppliance();
const maria = new AppClient(box.url);
const me = await maria.setUp(box.setupCode ?? "", "Bench", person("maria"));
const spaces: { id: string; key: string; secret: Buffer }[] = [];
for (let index = 0; index < spaceCount; index++) {
  const id = await maria.createSpace(`space ${index}`, []);
  spaces.push({ id, key: await maria.keyOf(id), secret: randomBytes(32) });
}

/** A word by its rank: 2 to 9 letters, all different. */
const word = (rank: number) => {
  let letters = "";
  for (let rest = rank + 17; rest > 0; rest = Math.floor(rest / 21))
    letters += "bcdfghjklmnpqrstvwaei"[rest % 21];
  return letters + "aeiouaeiou".slice(0, 1 + (rank % 5));
};
/** Ranks as language has them: the frequency falls with the rank (Zipf). */
const anyRank = () => Math.floor(vocabulary ** Math.random()) - 1;
const known = new Map<string, string>();
const token = (space: number, form: string) => {
  const name = `${space} ${form}`;
  const made =
    known.get(name) ??
    createHmac("sha256", spaces[space]?.secret ?? "")
      .update(form)
      .digest("hex")
      .slice(0, 24);
  known.set(name, made);
  return made;
};
const formsOf = (text: string) => {
  const forms = [`w:${text}`];
  for (let length = 2; length <= Math.min(8, text.length); length++) forms.push(`p:${text.slice(0, length)}`);
  return forms;
};

const begun = performance.now();
let rows = 0;
const body = "x".repeat(240); // as long as the ciphertext of such a message; nobody decrypts it here
const { db } = box.rooms;
for (let seq = 1_000_000; rows < total; ) {
  await db.write((orm) => {
    for (let index = 0; index < 5000 && rows < total; index++, rows++, seq++) {
      const space = rows % spaceCount;
      const { id, key } = spaces[space] ?? { id: "", key: "" };
      const tokens = new Set<string>();
      for (let count = 0; count < wordsInMessage; count++)
        for (const form of formsOf(word(anyRank()))) tokens.add(token(space, form));
      orm.run(sql`insert into messages (id, space_id, author_id, seq, key, body, mentions, created_at)
        values (${crypto.randomUUID()}, ${id}, ${me}, ${seq}, ${key}, ${body}, '[]', ${Date.now()})`);
      orm.run(sql`insert into search_tokens(rowid, tokens) values (${seq}, ${[...tokens].join(" ")})`);
    }
  });
}
const writing = (performance.now() - begun) / 1000;

const ask = async (forms: string[]) => {
  const queries = spaces.map(({ id }, space) => ({
    space: id,
    tokens: forms.map((form) => token(space, form)),
  }));
  const started = performance.now();
  const answer = await maria.api.search.$post({ json: { spaces: queries, limit: 30 } });
  await answer.json();
  return performance.now() - started;
};
const times = async (forms: () => string[]) => {
  const measured: number[] = [];
  for (let index = 0; index < questions; index++) measured.push(await ask(forms()));
  measured.sort((a, b) => a - b);
  const at = (share: number) => (measured[Math.floor(measured.length * share)] ?? 0).toFixed(0);
  return `${at(0.5)} ms median, ${at(0.95)} ms p95`;
};
const whole = (text: string) => `w:${text}`;
const start = (text: string) => `p:${text.slice(0, 3)}`;
table(`Search among ${total.toLocaleString("en")} messages in ${spaceCount} spaces`, [
  ["one word", await times(() => [whole(word(anyRank()))])],
  ["two words", await times(() => [whole(word(anyRank())), whole(word(anyRank()))])],
  ["the first three letters of a word", await times(() => [start(word(anyRank()))])],
  [
    "a word and the beginning of another",
    await times(() => [whole(word(anyRank())), start(word(anyRank()))]),
  ],
  ["written with their tokens", `${Math.round(total / writing).toLocaleString("en")} messages a second`],
]);
await box.dispose();
process.exit(0);
