/** People from a list, at a real appliance with a real mail server, and one that is killed in between. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { linkIn, type MailServer, mailSettings, openMailServer } from "../../../scripts/peers/mail-server.ts";
import { spawnAppliance } from "../../../scripts/peers/process.ts";
import { lastingSettings } from "../../../scripts/peers/settings.ts";
import { call } from "../../../web-ui/api/client.ts";
import { HearthError } from "../../platform/index.ts";
import { parseList } from "./csv.ts";

const admin = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
let box: TestAppliance;
let smtp: MailServer;
let maria: AppClient;
let id: string;

beforeAll(async () => {
  smtp = await openMailServer();
  box = await testAppliance(mailSettings(smtp));
  maria = new AppClient(box.url);
  id = await maria.setUp(box.setupCode ?? "", "Northwind", admin);
});
afterAll(async () => {
  await box.dispose();
  await smtp.close();
});

const check = async (client: AppClient, csv: string) =>
  call(client.api.admin.people.imports.check.$post({ json: { csv } }));

/** Starts the import, follows the event stream, and resolves when the job is over. */
async function take(client: AppClient, csv: string, letters = false) {
  const over = Promise.withResolvers<void>();
  let job = "";
  const look = async () => {
    const { jobs } = await call(client.api.admin.jobs.$get());
    const found = jobs.find((one) => one.id === job);
    if (found && found.endedAt !== null) over.resolve();
  };
  const socket = await client.follow(0, (frame) => {
    if (frame.type === "event" && frame.kind === "job.updated") void look();
  });
  job = (await call(client.api.admin.people.imports.$post({ json: { csv, letters } }))).job.id;
  await look();
  await over.promise;
  socket.close();
  const { jobs } = await call(client.api.admin.jobs.$get());
  const found = jobs.find((one) => one.id === job);
  if (!found) throw new Error("the job is not in the list");
  return found;
}
const refusedOf = async (client: AppClient, job: string) => {
  const query = { outcome: "refused" };
  return (await call(client.api.admin.jobs[":id"].notes.$get({ param: { id: job }, query }))).notes;
};
const rows = (count: number, prefix = "person") =>
  Array.from({ length: count }, (_, at) => `Person ${at},${prefix}${at}@northwind.example`);

describe("[AD-12] [AD-10] people from a list", () => {
  test("[AD-12] of 250 rows 240 are taken and 10 come back with their reasons; the same list again changes nothing", async () => {
    const bad = [
      ",nameless@northwind.example,,,",
      "No Address,not an address,,,",
      "Twice,person0@northwind.example,,,",
      "Root,root@northwind.example,king,,",
      "Short,short@northwind.example,,1,",
      "Same,same@northwind.example,,2000,",
      "Taken,taken@northwind.example,,1001,",
      "Odd,odd@northwind.example,,,X9",
      "Few,few@northwind.example",
      "Many,many@northwind.example,,,,,,",
    ];
    const good = rows(239).map((row) => `${row},,,`);
    const boss = "Boss,boss@northwind.example,Administrator,2000,M1";
    const csv = `\uFEFF${["Name,Email,Role,Extension,Offer", ...good, boss, ...bad].join("\r\n")}\r\n`;

    const plan = await check(maria, csv);
    expect(plan).toMatchObject({ rows: 250, created: 240, known: 0 });
    const reasons = plan.refused.map(({ line, problem }) => [line, problem]);
    expect(reasons).toEqual([
      [242, "name"],
      [243, "email"],
      [244, "email-twice"],
      [245, "role"],
      [246, "extension"],
      [247, "extension-twice"],
      [248, "extension-taken"],
      [249, "offer"],
      [250, "columns"],
      [251, "columns"],
    ]);
    expect(await call(maria.api.people.$get({ query: { q: "boss" } }))).toEqual({ people: [] }); // only looked

    const done = await take(maria, csv);
    expect(done).toMatchObject({ kind: "people.import", by: id, state: "done", done: 250, total: 250 });
    expect(done.outcomes).toEqual({ created: 240, refused: 10 });
    const said = (await refusedOf(maria, done.id)).map(({ details }) => [details.line, details.problem]);
    expect(said.toSorted(([one], [other]) => Number(one) - Number(other))).toEqual(reasons);
    const [found] = (await call(maria.api.people.$get({ query: { q: "boss" } }))).people;
    expect(found).toMatchObject({ role: "administrator", extension: "2000", offer: "M1", state: "invited" });

    expect(await check(maria, csv)).toMatchObject({ created: 0, known: 240 });
    expect((await take(maria, csv)).outcomes).toEqual({ known: 240, refused: 10 });
  });

  test("[AD-12] each is written to, and comes in by the link; a list with semicolons is one too", async () => {
    const before = smtp.mails.length;
    await take(maria, "email;name\njonas@northwind.example;Jonas Weber\n", true);
    const letter = await smtp.received(before + 1);
    expect(letter.to).toEqual(["jonas@northwind.example"]);
    expect(letter.subject).toBe("Maria invites you to Northwind");
    expect(letter.text).toContain("choose your password");
    const jonas = new AppClient(box.url);
    const entered = await jonas.accept(linkIn(letter), { name: "Jonas Weber", password: "a long password" });
    expect((await call(jonas.api.me.$get())).person).toMatchObject({ id: entered, state: "active" });
  });

  test("[AD-12] who imported without e-mails gets the links: of those who have not come, and each works once", async () => {
    const { id: job } = await take(
      maria,
      "name,email\nAiko,aiko@northwind.example\nNils,nils@northwind.example",
    );
    const links = () => call(maria.api.admin.people.imports[":id"].links.$post({ param: { id: job } }));
    const [aiko] = (await links()).links;
    const again = (await links()).links;
    expect(again.map(({ email }) => email)).toEqual(["aiko@northwind.example", "nils@northwind.example"]);
    const client = new AppClient(box.url);
    const credentials = { name: "Aiko", password: "a long password" };
    expect(client.accept(aiko?.path ?? "", credentials)).rejects.toMatchObject({ code: "invitation-over" });
    await client.accept(again[0]?.path ?? "", credentials);
    expect((await links()).links.map(({ email }) => email)).toEqual(["nils@northwind.example"]);
  });

  test("[AD-12] a number that the list names is given to nobody before, nor one where a group answers", async () => {
    const group = { name: "Sales", number: "3002", strategy: "simultaneous" as const, secondsPerTurn: 15 };
    const members = [{ personId: id }];
    await call(maria.api.admin.calling.groups.$post({ json: { ...group, overflow: null, members } }));
    const csv = [
      "name,email,extension",
      "Tall,tall@northwind.example,3001",
      "Any,any@northwind.example,",
      "Said,said@northwind.example,3003",
      "Sold,sold@northwind.example,3002",
    ].join("\n");
    const plan = await check(maria, csv);
    expect(plan).toMatchObject({ created: 3, refused: [{ line: 5, problem: "extension-taken" }] });
    const { outcomes } = await take(maria, csv);
    expect(outcomes).toEqual({ created: 3, refused: 1 });
    const { people } = await call(maria.api.people.$get({ query: { q: "any@" } }));
    expect(people[0]?.extension).toBe("3004");
  });

  test("[AD-12] a guest does not become a member by a list", async () => {
    const space = await maria.createSpace("Partners", []);
    const email = "guest@partner.example";
    await maria.api.spaces[":id"].guests.$post({ param: { id: space }, json: { email } });
    expect((await check(maria, `name,email\nGuest,${email}`)).refused).toMatchObject([{ problem: "guest" }]);
  });

  test("[AD-12] a list without e-mails to send where there is no mail server says so", async () => {
    const silent = await testAppliance();
    const client = new AppClient(silent.url);
    await client.setUp(silent.setupCode ?? "", "Silent", admin);
    const json = { csv: "name,email\nA,a@b.example", letters: true };
    const answer = await client.api.admin.people.imports.$post({ json });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { code: "mail-off" } });
    await silent.dispose();
  });
});

describe("[SE-05] [AD-12] what is no list", () => {
  for (const [what, csv, details] of [
    ["nothing", "", { reason: "empty" }],
    ["a header alone", "name,email\n\n", { reason: "empty" }],
    ["no address column", "name,role\nA,user", { reason: "column-missing", column: "email" }],
    [
      "a column that nobody knows",
      "name,email,phone\nA,a@b.example,1",
      { reason: "column-unknown", column: "phone" },
    ],
    ["a column twice", "name,email,name\nA,a@b.example,B", { reason: "column-twice", column: "name" }],
    ["a quote that does not end", 'name,email\n"A,a@b.example', { reason: "not-csv" }],
    [
      "four mebibytes of rows",
      `name,email\n${"a,b\n".repeat(1_000_000)}`,
      { reason: "too-long", most: 10_000 },
    ],
    [
      "more than ten thousand rows",
      ["name,email", ...rows(10_001)].join("\n"),
      { reason: "too-long", most: 10_000 },
    ],
  ] as const)
    test(`[SE-05] ${what} is refused with the reason`, async () => {
      expect(check(maria, csv)).rejects.toMatchObject({ code: "list-unreadable", details });
    });

  test("[SE-05] rubbish is refused or read, and never a trap", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.boolean(), (text, headed) => {
        try {
          for (const row of parseList(headed ? `name,email\n${text}` : text))
            expect(row.line).toBeGreaterThan(1);
        } catch (error) {
          if (!(error instanceof HearthError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("[AD-10] [MS-01] an appliance that is killed in an import of 2,000 goes on by itself: everybody is there, once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-import-"));
  const settings = lastingSettings(folder);
  let appliance = await spawnAppliance(settings);
  const client = new AppClient(appliance.url);
  await client.setUp(appliance.setupCode, "Northwind", admin);
  const begun = Promise.withResolvers<void>();
  const progress = async () => {
    const [job] = (await call(client.api.admin.jobs.$get())).jobs;
    if (job && job.done > 0 && job.done < job.total) begun.resolve();
    return job;
  };
  const socket = await client.follow(0, (frame) => {
    if (frame.type === "event" && frame.kind === "person.created") void progress().catch(() => undefined);
  });
  await client.api.admin.people.imports.$post({
    json: { csv: ["name,email", ...rows(2000)].join("\n"), letters: false },
  });
  await begun.promise;
  await appliance.kill();
  socket.close();

  appliance = await spawnAppliance(settings);
  const over = Promise.withResolvers<void>();
  const follower = await client.follow(0, (frame) => {
    if (frame.type === "event" && frame.kind === "job.updated")
      void progress().then((job) => job?.endedAt && over.resolve());
  });
  await over.promise;
  follower.close();
  expect(await progress()).toMatchObject({ state: "done", done: 2000, outcomes: { created: 2000 } });
  const query = { q: "person", limit: "500" };
  const pages = ["0", "500", "1000", "1500", "2000"].map((offset) =>
    call(client.api.people.$get({ query: { ...query, offset } })),
  );
  const people = (await Promise.all(pages)).flatMap((page) => page.people);
  expect(new Set(people.map(({ extension }) => extension)).size).toBe(2000);
  await appliance.kill();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
