/**
 * Files: how long the first names take among a hundred thousand files and a thousand boards in fifty spaces, asked
 * over HTTPS as a browser does; and the first page of the list of all.
 *
 *   bun scripts/bench/files.ts [files]
 */
import { sql } from "drizzle-orm";
import { formOfKind } from "../../web-ui/files/kinds.ts";
import { askedNames, blindAll, formsOfNames } from "../../web-ui/search/tokens.ts";
import { testAppliance } from "../peers/appliance.ts";
import { AppClient } from "../peers/client.ts";
import { personNamed } from "../peers/steps.ts";
import { table } from "./process.ts";

const total = Number(process.argv[2] ?? 100_000);
const spaceCount = 50;
const boardCount = 1000;
const questions = 100;
const words = [
  "report",
  "harbour",
  "minutes",
  "invoice",
  "drawing",
  "contract",
  "holiday",
  "plan",
  "offer",
  "list",
];
const type = "application/pdf";

const box = await testAppliance();
const maria = new AppClient(box.url);
const me = await maria.setUp(box.setupCode ?? "", "Bench", personNamed("Maria Keller"));
const spaces: { id: string; key: string; index: CryptoKey }[] = [];
for (let count = 0; count < spaceCount; count++) {
  const id = await maria.createSpace(`space ${count}`, []);
  const index = (await maria.keyring.indexKeys([id])).get(id);
  if (index) spaces.push({ id, key: await maria.keyOf(id), index });
}
const body = "x".repeat(240); // as long as such a ciphertext; nobody decrypts it here
const { db } = box.rooms;
const nameOf = (number: number) =>
  `${words[number % 10]}_${words[Math.floor(number / 10) % 10]} ${number}.pdf`;
const blinded = new Map<string, Promise<string[]>>();
/** The forms of a space's names come again and again. */
const tokensFor = async (space: number, name: string): Promise<string[]> => {
  const index = spaces[space]?.index;
  if (!index) return [];
  const found = [...formsOfNames([name]), formOfKind({ type })].map((form) => {
    const made = blinded.get(`${space} ${form}`) ?? blindAll(index, [form]);
    blinded.set(`${space} ${form}`, made);
    return made;
  });
  return [...new Set((await Promise.all(found)).flat())];
};

for (let number = 0; number < total; ) {
  const part = await Promise.all(
    Array.from({ length: Math.min(2000, total - number) }, async (_, at) => {
      const space = (number + at) % spaceCount;
      return { space, seq: 1_000_000 + number + at, tokens: await tokensFor(space, nameOf(number + at)) };
    }),
  );
  await db.write((orm) => {
    for (const { space, seq, tokens } of part) {
      const { id, key } = spaces[space] ?? { id: "", key: "" };
      const message = crypto.randomUUID();
      orm.run(sql`insert into messages (id, space_id, author_id, seq, key, body, mentions, created_at)
        values (${message}, ${id}, ${me}, ${seq}, ${key}, ${body}, '[]', ${Date.now()})`);
      orm.run(sql`insert into files (id, space_id, uploader_id, size, complete, message_id, seq, created_at)
        values (${crypto.randomUUID()}, ${id}, ${me}, 1000, 1, ${message}, ${seq}, ${Date.now()})`);
      orm.run(sql`insert into search_tokens(rowid, tokens) values (${seq}, ${tokens.join(" ")})`);
    }
  });
  number += part.length;
}
for (let number = 0; number < boardCount; number++)
  await maria.createBoard(spaces[number % spaceCount]?.id ?? "", `sketch of the ${words[number % 10]}`);

const times = async (ask: (round: number) => Promise<unknown>) => {
  const measured: number[] = [];
  for (let round = 0; round < questions; round++) {
    const started = performance.now();
    await ask(round);
    measured.push(performance.now() - started);
  }
  measured.sort((a, b) => a - b);
  const at = (share: number) => (measured[Math.floor(measured.length * share)] ?? 0).toFixed(0);
  return `${at(0.5)} ms median, ${at(0.95)} ms p95`;
};
const before = Number.MAX_SAFE_INTEGER;
/** Blinding for all spaces is part of it, as in the browser. */
const named = async (text: string) => {
  const forms = askedNames(text);
  const asked = await Promise.all(
    spaces.map(async ({ id, index }) => ({ space: id, tokens: await blindAll(index, forms) })),
  );
  const json = { spaces: asked, below: before, limit: 60 };
  const answers = [
    maria.api.search.$post({ json: { ...json, files: true } }),
    maria.api.boards.search.$post({ json }),
  ];
  for (const answer of await Promise.all(answers)) await answer.json();
};
const query = { limit: "60", before: String(before) };
table(`Files: ${total.toLocaleString("en")} and ${boardCount} boards in ${spaceCount} spaces`, [
  ["the beginning of a word", await times((round) => named(words[round % 10]?.slice(0, 3) ?? ""))],
  ["two words", await times((round) => named(`${words[round % 10]} ${words[(round * 7) % 10]}`))],
  ["one file by its number", await times((round) => named(`${nameOf(round * 997)}`))],
  ["a name that nobody gave", await times((round) => named(`nothing${round}`))],
  ["the newest of all", await times(async () => (await maria.api.files.$get({ query })).json())],
]);
await box.dispose();
process.exit(0);
