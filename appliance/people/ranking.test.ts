/** Who is found first, asked as the app asks. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { personNamed } from "../../scripts/peers/steps.ts";
import { call } from "../../web-ui/api/client.ts";
import { fitOf } from "../../web-ui/search/names.ts";

let box: TestAppliance;
let maria: AppClient;
const ids = new Map<string, string>();

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", personNamed("Maria Keller"));
  for (const name of [
    "Anna Adler",
    "Bert Anders",
    "Carl An Weber",
    "Zoe Anker",
    "Yann Ante",
    "Xenia Wolf",
    "Doris 50% Anon",
  ])
    ids.set(name, (await maria.admit(personNamed(name))).id);
}, 60_000);

afterAll(() => box?.dispose());

const idOf = (name: string) => ids.get(name) ?? "";
const found = async (q: string, offset = 0, limit = 50) => {
  const query = { q, limit: String(limit), offset: String(offset) };
  const { people } = await (await maria.api.people.$get({ query })).json();
  return people.map(({ name }) => name);
};

test("[GN-10] first and last names come before others, whoever one writes with before those of one's spaces, and these before strangers", async () => {
  const strangers = [
    "Anna Adler",
    "Bert Anders",
    "Doris 50% Anon",
    "Yann Ante",
    "Zoe Anker",
    "Carl An Weber",
  ];
  expect(await found("an")).toEqual(strangers);
  await maria.createSpace("Pier", [idOf("Yann Ante"), idOf("Carl An Weber")]);
  const direct = await maria.directSpace(idOf("Zoe Anker"));
  await maria.directSpace(idOf("Bert Anders")); // where nothing was written, nobody is near
  await maria.send(direct, await maria.keyOf(direct), "hello");
  const near = ["Zoe Anker", "Yann Ante", "Anna Adler", "Bert Anders", "Doris 50% Anon", "Carl An Weber"];
  expect(await found("AN ")).toEqual(near);
  expect([...(await found("an", 0, 3)), ...(await found("an", 3, 3))]).toEqual(near);
});

test("[GN-10] nothing typed is everybody by name; signs of patterns are letters", async () => {
  expect((await found("")).slice(0, 3)).toEqual(["Anna Adler", "Bert Anders", "Carl An Weber"]);
  expect(await found("50%")).toEqual(["Doris 50% Anon"]);
  for (const rubbish of ["%", "_", "\\", "'", '"]', "\u0000"]) expect(await found(rubbish)).toEqual([]);
});

test("[GN-10] letters inside a name, the last name first, and letters without their accents are found, after beginnings of words", async () => {
  for (const name of ["Søren Weiß", "Zoë Müller-Lüdenscheid", "Jürgen Johannsen", "Nina O'Brien"])
    await call(maria.api.admin.people.$post({ json: { name, email: `${name.length}@northwind.example` } }));
  expect(await found("ann")).toEqual(["Anna Adler", "Yann Ante", "Jürgen Johannsen"]);
  expect(await found("johannsen jür")).toEqual(["Jürgen Johannsen"]);
  expect(await found("Jurgen")).toEqual(["Jürgen Johannsen"]);
  expect(await found("soren weiss")).toEqual(["Søren Weiß"]);
  expect(await found("ludenscheid zoe")).toEqual(["Zoë Müller-Lüdenscheid"]);
  expect(await found("o’br")).toEqual(["Nina O'Brien"]);
  expect(await found("johannsen anna")).toEqual([]);
  for (const signs of ["-", ".", "' -"]) expect(await found(signs)).toEqual([]);
});

test("[GN-10] the app judges a name as the appliance does", async () => {
  const names = await found("", 0, 500);
  for (const text of [
    "an",
    "ann",
    "a",
    "wolf x",
    "keller maria",
    "50%",
    "ler",
    "o'b",
    "-",
    "weiß soren",
    "x y",
  ]) {
    const judged = names.filter((name) => fitOf({ name, email: "", extension: null }, text) !== undefined);
    expect(judged.toSorted()).toEqual((await found(text, 0, 500)).toSorted());
  }
});
