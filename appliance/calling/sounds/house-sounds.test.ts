/** Music and prompts that administrators upload, as telephones hear them. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { oneMenu } from "../../../scripts/peers/one-menu.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import { tone } from "./speech.ts";
import { writeWave } from "./wave.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let app: AppClient;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  [maria, jonas] = [house.people.maria, house.people.jonas] as [Person, Person];
  app = await administrator(house.box.url);
});
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

async function administrator(url: string): Promise<AppClient> {
  const client = new AppClient(url);
  await client.signIn({ name: maria.name, email: maria.email, password });
  return client;
}

const ask = (path: string, method = "GET", body?: BodyInit) =>
  app.fetch(`${house.box.url}/app/admin/calling/${path}`, { method, ...(body && { body }) });
const wave = (hertz: number) => new Uint8Array(writeWave(tone(hertz, 1.5)));

/** Of a WAV file of ours, from 0 to 1. */
function loudness(file: Uint8Array): number {
  const samples = new Int16Array(file.slice(44).buffer);
  return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) / 32768;
}
/** A tone of an amplitude from 0 to 1, and beyond, where the samples end. */
const toneOf = (amplitude: number, seconds = 1): Buffer => {
  const clip = (value: number) => Math.max(-32768, Math.min(32767, Math.round(value)));
  const samples = Int16Array.from({ length: 8000 * seconds }, (_, at) =>
    clip(32767 * amplitude * Math.sin((2 * Math.PI * 440 * at) / 8000)),
  );
  return writeWave(new Uint8Array(samples.buffer));
};
/** The same file with other bytes from there on. */
const altered = (file: Buffer, at: number, ...bytes: number[]): Buffer => {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
};

test("[CA-19] [CA-08] a sound that telephones cannot play is refused, and the answer says what is wrong with it", async () => {
  const good = toneOf(0.3);
  const cases: [file: Buffer, code: string][] = [
    [Buffer.alloc(0), "bad-recording"],
    [Buffer.from("ID3\u0004 an MP3"), "bad-recording"],
    [good.subarray(0, 20), "bad-recording"],
    [altered(good, 20, 3), "bad-recording"], // of floating point
    [altered(good, 22, 0), "bad-recording"], // without a channel
    [altered(good, 24, 0xff, 0xff, 0xff, 0xff), "bad-recording"], // too fast
    [altered(good, 34, 24), "bad-recording"], // 24 bits
    [good.subarray(0, 36), "recording-empty"],
    [writeWave(new Uint8Array(0)), "recording-empty"],
    [toneOf(0.3, 0.1), "recording-empty"],
    [toneOf(0.3, 121), "recording-too-long"],
    [Buffer.concat([good, Buffer.alloc(25 * 1024 * 1024)]), "recording-too-long"],
    [toneOf(0), "recording-silent"],
    [toneOf(0.0005), "recording-silent"],
    [writeWave(new Uint8Array(16_000).fill(0x55)), "recording-silent"], // a constant
    [toneOf(1.5), "recording-clipped"],
  ];
  for (const path of ["hold-music", `${house.box.url}/app/calling/voicemail/greeting`])
    for (const [file, code] of cases) {
      const url = path.startsWith("http") ? path : `${house.box.url}/app/admin/calling/${path}`;
      const answer = await app.fetch(url, { method: "PUT", body: new Uint8Array(file) });
      const { error } = await answer.json();
      expect({ status: answer.status, code: error?.code }).toEqual({ status: 400, code });
    }
  for (let at = 0; at < 44; at++) {
    const answer = await ask("hold-music", "PUT", new Uint8Array(altered(good, at, 0xff, 0xff)));
    expect([204, 400]).toContain(answer.status);
  }
  expect((await ask("hold-music", "DELETE")).status).toBe(204);
});

test("[CA-19] whatever a sound's loudness, rate and channels, callers hear it as loud as the house speaks", async () => {
  for (const amplitude of [0.01, 0.1, 0.5, 1]) {
    expect((await ask("hold-music", "PUT", new Uint8Array(toneOf(amplitude)))).status).toBe(204);
    expect(loudness(await (await ask("hold-music")).bytes())).toBeCloseTo(0.1, 2);
  }
  // A tone between pauses is as loud as one without.
  const pauses = new Uint8Array(40_000);
  pauses.set(tone(440, 1), 12_000);
  expect((await ask("hold-music", "PUT", new Uint8Array(writeWave(pauses)))).status).toBe(204);
  const between = await (await ask("hold-music")).bytes();
  expect(loudness(between.subarray(12_000, 28_044))).toBeCloseTo(0.1, 2);
  // 16 kHz in two channels, of which the first is silent.
  const stereo = Buffer.alloc(64_000);
  for (let at = 0; at < 16_000; at++)
    stereo.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / 16_000)), 4 * at + 2);
  const file = altered(writeWave(stereo), 22, 2);
  file.writeUInt32LE(16_000, 24);
  expect((await ask("hold-music", "PUT", new Uint8Array(file))).status).toBe(204);
  const mixed = await (await ask("hold-music")).bytes();
  expect(mixed.length).toBe(44 + 16_000);
  expect(loudness(mixed)).toBeCloseTo(0.1, 2);
  expect((await ask("hold-music", "DELETE")).status).toBe(204);
});

test("[CA-12] who is held and who is parked hear the music that was uploaded, over and over", async () => {
  expect((await ask("hold-music", "PUT", "no sound")).status).toBe(400);
  expect((await ask("hold-music", "PUT", wave(880))).status).toBe(204);
  const caller = await house.phone(maria);
  const callee = await house.phone(jonas, { answers: true, tone: 700 });
  await caller.command("dial", `${jonas.extension}`);
  await callee.says(/Call established/);
  await caller.says(/Call established/);
  await caller.command("hold");
  expect((await toneLevels(callee, 880, 440)).wanted).toBeGreaterThan(1000);
  await Bun.sleep(2000); // longer than the music
  const again = await toneLevels(callee, 880, 440);
  expect(again.wanted).toBeGreaterThan(10 * again.other);
  await caller.command("resume");
  expect((await toneLevels(callee, 440, 880)).wanted).toBeGreaterThan(1000);
  await caller.command("hangup");
  await house.quiet();
  await callee.command("dial", `${maria.extension}`);
  await caller.says(/Incoming call/);
  await caller.command("accept");
  await callee.says(/Call established/);
  await caller.command("transfer", "sip:*68@127.0.0.1");
  expect((await toneLevels(callee, 880, 440)).wanted).toBeGreaterThan(1000);
  await callee.command("hangup");
  await house.quiet();
}, 40_000);

test("[CA-19] a prompt that was recorded is played in the place of the menu's text", async () => {
  const menu = await house.box.rooms.calling.attendants.put(undefined, {
    name: "Reception",
    number: "3000",
    definition: oneMenu("Welcome."),
  });
  const path = `prompts/${menu.id}/main`;
  expect((await ask(path)).status).toBe(204);
  expect((await ask(`prompts/${menu.id}/constructor`, "PUT", wave(880))).status).toBe(404);
  expect((await ask(path, "PUT", wave(1200))).status).toBe(204);
  const caller = await house.phone(jonas);
  await caller.command("dial", "3000");
  expect((await toneLevels(caller, 1200, 440)).wanted).toBeGreaterThan(1000);
  await caller.command("hangup");
  await house.quiet();
  await house.box.rooms.calling.attendants.remove(menu.id);
  expect((await ask(path)).status).toBe(404);
}, 40_000);

test("[CA-12] a picture for callers who wait is taken as an administrator's browser encodes it, and nothing else", async () => {
  const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");
  const preview = base64(0xff, 0xd8, 0xff, 0xe0);
  const still = {
    codec: "H264",
    height: 720,
    frames: [base64(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 1, 0, 0, 1, 0x65, 1)],
  };
  const put = async (value: unknown) =>
    (await ask("hold-picture", "PUT", typeof value === "string" ? value : JSON.stringify(value))).status;
  for (const rubbish of [
    "no picture",
    {},
    { preview, stills: [] },
    { preview: "<svg/>", stills: [still] },
    { preview: base64(0x3c, 0x73), stills: [still] }, // no JPEG
    { preview, stills: [{ ...still, height: 4320 }] },
    { preview, stills: [{ ...still, frames: [base64(0, 0, 1, 0x41, 1)] }] }, // no key frame
    { preview, stills: [{ ...still, codec: "VP8" }] },
    { preview, stills: [{ ...still, frames: [`AAAB${"A".repeat(500_000)}`] }] },
  ])
    expect(await put(rubbish)).toBe(400);
  expect((await ask("hold-picture")).status).toBe(204);
  expect(await put({ preview, stills: [still] })).toBe(204);
  const kept = await ask("hold-picture");
  expect(kept.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.from(await kept.arrayBuffer()).toString("base64")).toBe(preview);
  const stored = Buffer.from(await Bun.file(`${house.box.folder}/recordings/sounds/hold-picture`).bytes());
  expect(stored.includes("H264")).toBe(false);
  expect((await ask("hold-picture", "DELETE")).status).toBe(204);
  expect((await ask("hold-picture")).status).toBe(204);
});

test("[CA-12] the music is there after a restart, sealed on disk, and can be taken away", async () => {
  const before = await testAppliance();
  await before.rooms.people.directory.setUp({
    code: before.setupCode ?? "",
    organisation: "Northwind",
    name: maria.name,
    email: maria.email,
    password,
  });
  const own = await administrator(before.url);
  const music = (client: AppClient, url: string, init: RequestInit = {}) =>
    client.fetch(`${url}/app/admin/calling/hold-music`, init);
  await music(own, before.url, { method: "PUT", body: wave(880) });
  const stored = Buffer.from(await Bun.file(`${before.folder}/recordings/sounds/hold-music`).bytes());
  expect(stored.includes(Buffer.from(tone(880, 0.05)))).toBe(false);
  await before.close();
  const after = await testAppliance({ DATA: before.folder });
  const again = await administrator(after.url);
  const kept = new Uint8Array(await (await music(again, after.url)).arrayBuffer());
  expect(kept.length).toBe(wave(880).length);
  expect(loudness(kept)).toBeCloseTo(0.1, 2);
  expect((await music(again, after.url, { method: "DELETE" })).status).toBe(204);
  expect((await music(again, after.url)).status).toBe(204);
  await after.dispose();
}, 40_000);
