/** How much of a voice comes through the house (CA-02). */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { likeness, spokenFile } from "../../../scripts/peers/speech-likeness.ts";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { decodeWave, type Recorded } from "../sounds/wave.ts";

const text =
  "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. " +
  "It is easy to tell the depth of a well. These days a chicken leg is a rare dish.";
const folder = mkdtempSync(join(tmpdir(), "hearth-speech-quality-"));
const file = join(folder, "said.wav");

let said: Recorded;
let house: TelephoneHouse;

beforeAll(async () => {
  said = await spokenFile(text, file);
  house = await telephoneHouse(["Maria", "Jonas"], { MEDIA__ANCHOR: "always" });
  for (const { id } of Object.values(house.people))
    await house.box.rooms.calling.settings.change(id, { voicemail: false });
}, 60_000);
afterAll(async () => {
  await house.box.dispose();
  rmSync(folder, { recursive: true });
});

/** How like what Maria says is what Jonas hears. */
async function likenessIn(codecs: string): Promise<number> {
  const [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  const callee = await house.phone(jonas, { answers: true, codecs });
  const caller = await house.phone(maria, { codecs, voice: file });
  await caller.command("dial", `${jonas.extension}`);
  await callee.says(/Call established/);
  const seconds = said.samples.length / said.rate;
  await until(() => callee.heardSeconds() > seconds + 1, 25_000);
  await caller.command("hangup");
  await callee.says(/session closed|terminated/i);
  const heard = decodeWave(callee.recording());
  await house.hangUp();
  await house.quiet();
  return likeness(said, heard);
}

/** The best of three calls: a busy machine harms a voice now and then, the house would harm every one. */
async function bestLikenessIn(codecs: string): Promise<number> {
  let best = 0;
  for (let calls = 0; calls < 3 && best <= wideVoice; calls++)
    best = Math.max(best, await likenessIn(codecs));
  return best;
}

/** More than a narrow voice comes to. */
const wideVoice = 4;
const wide = [
  ["G.722", "G722/16000/1"],
  ["Opus", "opus/48000/2"],
] as const;

test.each(wide)(
  "[CA-02] a voice in %s comes through the house",
  async (_, codecs) => {
    expect(await bestLikenessIn(codecs)).toBeGreaterThan(wideVoice);
  },
  120_000,
);

test("[CA-02] the measure tells a narrow voice from a wide one, and nothing from a voice", async () => {
  expect(await likenessIn("PCMU/8000/1")).toBeLessThan(wideVoice);
  expect(likeness(said, said)).toBe(5);
  expect(likeness(said, { samples: new Float32Array(said.samples.length), rate: said.rate })).toBeLessThan(2);
}, 60_000);
