/** How much of a voice comes through the house (CA-02). */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { likeness, spokenFile } from "../../../scripts/peers/speech-likeness.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
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
  house = await houseWithoutMailboxes(["Maria", "Jonas"], { MEDIA__ANCHOR: "always" });
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
  // The telephone says how long its recording is when it closes it, which is after the call.
  let heard = decodeWave(callee.recording());
  await until(() => {
    heard = decodeWave(callee.recording());
    return heard.samples.length > seconds * heard.rate;
  });
  await house.hangUp();
  await house.quiet();
  return likeness(said, heard);
}

const wide = [
  ["G.722", "G722/16000/1"],
  ["Opus", "opus/48000/2"],
] as const;

test.each(wide)(
  "[CA-02] a voice in %s comes through the house",
  async (_, codecs) => {
    expect(await likenessIn(codecs)).toBeGreaterThan(4);
  },
  60_000,
);

test("[CA-02] the measure tells a narrow voice from a wide one, and nothing from a voice", async () => {
  expect(await likenessIn("PCMU/8000/1")).toBeLessThan(4);
  expect(likeness(said, said)).toBe(5);
  expect(likeness(said, { samples: new Float32Array(said.samples.length), rate: said.rate })).toBeLessThan(2);
}, 60_000);
