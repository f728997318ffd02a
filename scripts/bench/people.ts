/**
 * People: how long the first found take at ten thousand people, asked over HTTPS as a browser does, by somebody who
 * writes with two hundred of them and is in fifty spaces, one of which is everybody's.
 *
 *   bun scripts/bench/people.ts [people]
 */
import { sql } from "drizzle-orm";
import { nameWords } from "../../appliance/people/name-words.ts";
import { testAppliance } from "../peers/appliance.ts";
import { AppClient } from "../peers/client.ts";
import { personNamed } from "../peers/steps.ts";
import { table } from "./process.ts";

const total = Number(process.argv[2] ?? 10_000);
const questions = 200;
const [groups, groupSize, peers] = [49, 40, 200];
const syllables = ["an", "be", "ka", "lo", "mi", "na", "ro", "sa", "ti", "wu"];
const part = (seed: number, length: number) =>
  Array.from({ length }, (_, at) => syllables[Math.floor(seed / 10 ** at) % 10]).join("");
const nameOf = (index: number) => `${part(index, 3)} ${part(index * 7919, 4)}`;

const box = await testAppliance();
const maria = new AppClient(box.url);
const me = await maria.setUp(box.setupCode ?? "", "Bench", personNamed("Maria Keller"));
const now = Date.now();
const ids = Array.from({ length: total }, () => crypto.randomUUID());
await box.rooms.db.write((orm) => {
  for (const [index, id] of ids.entries())
    orm.run(sql`insert into people (id, email, name, name_words, role, state, offer, created_at)
      values (${id}, ${`p${index}@bench.example`}, ${nameOf(index)}, ${nameWords(nameOf(index))}, 'user', 'active', 'M1', ${now})`);
  const space = (kind: "direct" | "group", pair: string | null, members: readonly string[]) => {
    const id = crypto.randomUUID();
    orm.run(sql`insert into spaces (id, kind, pair, created_by, created_at, last_seq, last_at)
      values (${id}, ${kind}, ${pair}, ${me}, ${now}, 1, ${now})`);
    for (const person of [me, ...members])
      orm.run(sql`insert into memberships (space_id, person_id, role, joined_at)
        values (${id}, ${person}, 'member', ${now})`);
  };
  for (let at = 0; at < peers; at++) {
    const other = ids[(at * 37) % total] ?? "";
    space("direct", [me, other].toSorted().join(":"), [other]);
  }
  for (let at = 0; at < groups; at++) space("group", null, ids.slice(at * groupSize, (at + 1) * groupSize));
  space("group", null, ids);
});

const times = async (textOf: (round: number) => string) => {
  const measured: number[] = [];
  for (let round = 0; round < questions; round++) {
    const query = { q: textOf(round), limit: "20" };
    const started = performance.now();
    await (await maria.api.people.$get({ query })).json();
    measured.push(performance.now() - started);
  }
  measured.sort((a, b) => a - b);
  const at = (share: number) => (measured[Math.floor(measured.length * share)] ?? 0).toFixed(0);
  return `${at(0.5)} ms median, ${at(0.95)} ms p95`;
};
table(`People: ${total.toLocaleString("en")}`, [
  ["two letters", await times((round) => syllables[round % 10] ?? "")],
  ["four letters", await times((round) => part(round * 13, 2))],
  ["a whole name", await times((round) => nameOf(round * 41))],
  ["nobody", await times((round) => `x${round}`)],
]);
await box.dispose();
process.exit(0);
