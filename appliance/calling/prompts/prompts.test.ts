/** The house speaks the language of who hears it: real telephones record what they hear. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { ours, type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { hears, likeness } from "../../../scripts/peers/spoken.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { silentLogger } from "../../platform/index.ts";
import { Speech } from "../sounds/speech.ts";
import { type Sentences, spelled } from "./sentences.ts";
import { spokenLanguages, Voices } from "./voices.ts";

const bytesPerSecond = 16_000;
const speech = new Speech({ log: silentLogger });
const voices = new Voices({ speech, english: "en-gb", languageOf: () => "en" });
/** A sentence as it sounds in a language. */
const spoken = (language: string, sentence: (all: Sentences) => string) => {
  const voice = voices.in(language);
  return voice.say(sentence(voice.sentences));
};

let outside: ProvidedHouse;
let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let administrator: AppClient;

beforeAll(async () => {
  outside = await providedHouse(["Maria", "Jonas"]);
  ({ house } = outside);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  administrator = await appOf(maria);
  await choose(jonas, "de");
}, 30_000);
afterEach(() => outside.hangUp());
afterAll(() => outside.dispose());

async function appOf({ name, email }: Person): Promise<AppClient> {
  const app = new AppClient(house.box.url);
  await app.signIn({ name, email, password });
  return app;
}
async function choose(person: Person, language: string): Promise<void> {
  await call((await appOf(person)).api.preferences.$patch({ json: { language } }));
}

async function dialled(person: Person, number: string) {
  const phone = await house.phone(person);
  await phone.command("dial", number);
  await phone.says(/Call established/);
  return phone;
}

test("[MS-20] [CA-08] a mailbox speaks the language of its owner, and the organisation's to who has chosen none", async () => {
  const german = await dialled(jonas, "*97");
  await hears(german, await spoken("de", ({ mailbox }) => mailbox.fresh(0)));
  await hears(german, await spoken("de", ({ goodbye }) => goodbye));
  expect(likeness(german, await spoken("en", ({ mailbox }) => mailbox.fresh(0)))).toBeLessThan(0.8);
  await house.quiet();
  const english = await dialled(maria, "*97");
  await hears(english, await spoken("en", ({ mailbox }) => mailbox.fresh(0)));
  await house.quiet();
}, 60_000);

test("[MS-20] [CA-08] who calls from outside hears the language of whom they called; colleagues hear their own", async () => {
  const { calling } = house.box.rooms;
  await calling.settings.change(jonas.id, { voicemail: true, ringSeconds: 5 });
  await calling.numbers.put({ number: ours, reaches: `${jonas.extension}`, address: "" });
  const stranger = await outside.provider.phone(outside.outsider);
  await stranger.command("dial", ours);
  await stranger.says(/Call established/);
  await hears(stranger, await spoken("de", ({ mailbox }) => mailbox.greeting("Jonas")));
  await stranger.command("hangup");
  await house.quiet();
  const colleague = await dialled(maria, `${jonas.extension}`);
  await hears(colleague, await spoken("en", ({ mailbox }) => mailbox.greeting("Jonas")));
  await colleague.command("hangup");
  await house.quiet();
  await calling.settings.change(jonas.id, { voicemail: false, ringSeconds: 20 });
}, 60_000);

test("[MS-20] [CA-13] codes, parking and the test of emergency calls answer in the caller's language", async () => {
  const says: [number: string, sentence: (all: Sentences) => string][] = [
    ["*78", ({ codes }) => codes.doNotDisturbOn],
    ["*79", ({ codes }) => codes.doNotDisturbOff],
    ["*68", ({ park }) => park.nothingHeld],
    ["933", ({ emergencyTest }) => emergencyTest.shown(spelled(ours))],
  ];
  for (const [number, sentence] of says) {
    const phone = await dialled(jonas, number);
    await hears(phone, await spoken("de", sentence));
    await phone.command("hangup");
    await phone.stop();
    await house.quiet();
  }
}, 90_000);

test("[MS-20] [MB-08] who answers elsewhere is asked in their language whether they are there", async () => {
  await house.box.rooms.calling.settings.change(jonas.id, { reach: [{ number: theirs, delaySeconds: 0 }] });
  const elsewhere = await outside.provider.phone(outside.outsider, { answers: true });
  const caller = await house.phone(maria);
  await caller.command("dial", `${jonas.extension}`);
  await elsewhere.says(/Call established/);
  await hears(elsewhere, await spoken("de", ({ takeCall }) => takeCall));
  await caller.command("hangup");
  await house.quiet();
  await house.box.rooms.calling.settings.change(jonas.id, { reach: [] });
}, 60_000);

const menu = (language: unknown) => ({
  name: "Reception",
  number: "3000",
  definition: {
    ...(language === undefined ? {} : { language }),
    menus: { main: { text: "Bonjour.", keys: [] } },
  },
});
const put = (language: unknown) =>
  administrator.fetch(`${house.box.url}/app/admin/calling/attendants`, {
    method: "POST",
    body: JSON.stringify(menu(language)),
    headers: { "Content-Type": "application/json" },
  });

test("[MS-20] [CA-19] a menu speaks the language that it was given, and the organisation's without one", async () => {
  const { attendants } = house.box.rooms.calling;
  expect((await put("fr")).status).toBe(200);
  const [saved] = attendants.all;
  expect(saved?.definition.language).toBe("fr");
  const wrongKey = async (language: string) => {
    const phone = await dialled(jonas, "3000");
    await hears(phone, await voices.in(language).say("Bonjour."));
    await phone.command("sndcode", "9");
    await hears(phone, await spoken(language, (all) => all.menu.notAChoice));
    await phone.command("hangup");
    await phone.stop();
    await house.quiet();
  };
  await wrongKey("fr");
  await attendants.remove(saved?.id ?? "");
  await put(undefined);
  await wrongKey("en");
  await attendants.remove(attendants.all[0]?.id ?? "");
}, 60_000);

test("[CA-19] a menu of a language that the house does not speak is refused", async () => {
  for (const language of ["he", "fr-CA", "klingon", "", 7, {}, null, "en; rm -rf"])
    expect({ language, status: (await put(language)).status }).toEqual({ language, status: 400 });
});

test("[MS-20] every sentence of every language has a voice here, and what it says depends on the language", async () => {
  expect(voices.spoken).toEqual([...spokenLanguages]);
  const goodbyes = await Promise.all(
    spokenLanguages.map((language) => spoken(language, ({ goodbye }) => goodbye)),
  );
  expect(new Set(goodbyes.map((samples) => Bun.hash(samples))).size).toBe(spokenLanguages.length);
  for (const language of ["he", "tlh", "", "not a language", "en-XA"])
    expect(voices.in(language)).toBe(voices.in("en"));
  expect(voices.in("pt-PT")).toBe(voices.in("pt-BR"));
});

test("[MS-20] counts have the forms of the language, and names that it cannot read are not read", () => {
  const { fresh } = voices.in("ar").sentences.mailbox;
  expect(new Set([0, 1, 2, 3, 11].map(fresh)).size).toBe(5);
  expect(voices.in("de").sentences.mailbox.saved(1)).toBe("Sie haben eine gespeicherte Nachricht.");
  expect(["de", "ja", "zh-Hans", "ar"].map((language) => voices.in(language).reads("王小明"))).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(voices.in("de").reads("Łukasz O’Neill-Müller 2")).toBe(true);
});

test("[MS-20] where a voice is missing English is spoken, and without espeak-ng nothing", () => {
  const with_ = (names: string[], available = true) =>
    new Voices({
      speech: Object.assign(Object.create(speech) as Speech, { voices: new Set(names), available }),
      english: "en-gb",
      languageOf: () => "",
    });
  const few = with_(["de"]);
  expect(few.spoken).toEqual(["en", "de"]);
  expect(few.in("ja")).toBe(few.in("en"));
  expect(with_([], false).spoken).toEqual([]);
});

test("[CA-08] a name as long as a caller likes is not read out for ever", async () => {
  const { sentences, say } = voices.in("en");
  const [usual, endless] = await Promise.all(
    ["Anna", "Anna ".repeat(2000)].map((name) => say(sentences.mailbox.from(name, "today"))),
  );
  expect(endless?.length).toBeGreaterThan(usual?.length ?? 0);
  expect(endless?.length).toBeLessThan(200 * bytesPerSecond);
});
