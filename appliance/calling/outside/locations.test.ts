/** Where the house's networks are: what may be entered, which counts, and how it is read aloud. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, EventLog, silentLogger, VirtualClock } from "../../platform/index.ts";
import { Voices } from "../prompts/voices.ts";
import { Speech } from "../sounds/speech.ts";
import { addressSaid } from "./emergency.ts";
import { Locations, lineOf, locationSchema } from "./locations.ts";

let folder: string;
let db: Database;
let locations: Locations;

const open = () => new Locations({ db, events: new EventLog(db, new VirtualClock(0)) });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  locations = open();
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const address = { country: "de", city: "Berlin", street: "Karl-Marx-Allee", houseNumber: "12a" };
const location = (name: string, ...networks: string[]) =>
  locationSchema.parse({ name, networks, address: { ...address, floor: name } });

test("[CA-23] the most precise network counts, in both kinds of addresses, and what is in none is nowhere", async () => {
  await locations.put(undefined, location("house", "10.0.0.0/8", "2001:DB8::/32"));
  const wing = await locations.put(undefined, location("wing", "10.2.0.0/16", "2001:db8:2::/48"));
  await locations.put(undefined, location("desk", "10.2.3.4"));
  locations = open(); // as after a restart
  const at = (ip: string) => locations.at(ip)?.name;
  expect(["10.1.1.1", "10.2.3.5", "10.2.3.4", "::ffff:10.2.3.4"].map(at)).toEqual([
    "house",
    "wing",
    "desk",
    "desk",
  ]);
  expect(["2001:db8::1", "2001:db8:2::1"].map(at)).toEqual(["house", "wing"]);
  expect(["192.0.2.1", "2001:db9::1", "", "wing", "\u0000"].map(at)).toEqual(Array(5).fill(undefined));
  await locations.remove(wing.id);
  expect(["10.2.3.5", "2001:db8:2::1"].map(at)).toEqual(["house", "house"]);
});

test("[CA-23] a network is in one location", async () => {
  const { id } = await locations.put(undefined, location("house", "10.0.0.0/8"));
  const again = location("other", "10.0.0.0/8");
  await expect(locations.put(undefined, again)).rejects.toThrow("Another location");
  await expect(locations.put(crypto.randomUUID(), again)).rejects.toThrow("does not exist");
  expect(await locations.put(id, again)).toMatchObject({ id, name: "other" });
});

test("[CA-23] a network is one network, however it is written", async () => {
  await locations.put(undefined, location("first", "10.1.0.0/16", "10.1.5.0/16", "2001:db8::/32"));
  expect(locations.all[0]?.networks).toEqual(["10.1.0.0/16", "2001:db8::/32"]);
  for (const same of ["10.1.5.0/16", "::ffff:10.1.0.0/112", "2001:DB8:0::1/32"])
    await expect(locations.put(undefined, location("other", same))).rejects.toThrow("Another location");
  await locations.put(undefined, location("mapped", "::ffff:10.2.0.0/112"));
  expect(["10.2.3.4", "::ffff:10.2.3.4"].map((ip) => locations.at(ip)?.name)).toEqual(["mapped", "mapped"]);
});

test("[CA-23] an address is a whole one, and a network is one", () => {
  const good = { name: "A", networks: ["10.0.0.0/8"], address };
  expect(locationSchema.parse(good).address.country).toBe("DE");
  const rubbish: unknown[] = [
    null,
    "",
    [],
    {},
    { ...good, name: " " },
    { ...good, networks: [] },
    { ...good, networks: ["10.0.0.0/33"] },
    { ...good, networks: ["10.0.0"] },
    { ...good, networks: ["2001:db8::/129"] },
    { ...good, networks: [7] },
    { ...good, networks: Array(101).fill("10.0.0.0/8") },
    { ...good, address: "1 Market Street" },
    { ...good, address: { ...address, country: "Germany" } },
    { ...good, address: { ...address, city: "" } },
    { ...good, address: { ...address, street: "x".repeat(121) } },
    { ...good, address: { ...address, building: "B" } },
    { ...good, spoken: "" },
  ];
  for (const one of rubbish) expect(locationSchema.safeParse(one).success).toBe(false);
});

const speech = new Speech({ log: silentLogger });
const voices = new Voices({ speech, english: "en-gb", languageOf: () => "en" });
const said = (language: string, ...written: string[]) => addressSaid(written, voices.in(language), voices);
const sentence = (
  language: string,
  of: (all: { address(a: string): string; unreadable(n: string): string }) => string,
) => {
  const voice = voices.in(language);
  return voice.say(of(voice.sentences.emergencyTest));
};

test("[CA-22] an address is read by the caller's voice, by one that has its letters, or at least its numbers are", async () => {
  const kanji = "東京都千代田区1-20-3";
  const kana = "とうきょうと ちよだく 1-20-3";
  const german = lineOf(location("3", "10.0.0.0/8").address);
  expect(german).toBe("Karl-Marx-Allee 12a, 3, Berlin, DE");
  expect(await said("de", german)).toBe(await sentence("de", (all) => all.address(german)));
  expect(await said("ja", kana, kanji)).toBe(await sentence("ja", (all) => all.address(kana)));
  expect(await said("en", kana, kanji)).toBe(await sentence("ja", (all) => all.address(kana)));
  expect(await said("en", kanji)).toBe(await sentence("zh-Hans", (all) => all.address(kanji)));
  const thai = "ถนนสุขุมวิท 120/4";
  expect(await said("fr", thai)).toBe(await sentence("fr", (all) => all.unreadable("1 2 0, 4")));
  expect(await said("fr", "ถนนสุขุมวิท")).toBe(await sentence("fr", (all) => all.unreadable("")));
});

test("[CA-22] house numbers are read digit by digit where that is usual, and so is what begins with a nought", () => {
  const read = (language: string, text: string) => voices.in(language).sentences.emergencyTest.address(text);
  expect(read("en", "1600 Market Street, 12")).toContain("1 6 0 0 Market Street, 12");
  expect(read("de", "Hauptstraße 1600, 04109 Leipzig")).toContain("Hauptstraße 1600, 0 4 1 0 9 Leipzig");
  expect(read("fr", "1600 rue, 75001 Paris")).toContain("1600 rue, 75001 Paris");
  expect(read("ja", "ちよだく 1-20-3")).toContain("1 の 20 の 3");
});
