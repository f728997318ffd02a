/** Callers leave messages with real telephones; their owners hear them at a phone and over HTTP. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppClient } from "../../../scripts/peers/client.ts";
import { level } from "../../../scripts/peers/rtp-phone.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { standardSettings } from "../members/call-settings.ts";
import { tone } from "../sounds/speech.ts";
import { writeWave } from "../sounds/wave.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
});
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const mailboxes = () => house.box.rooms.calling.mailboxes;
const samplesOf = (sound: Uint8Array) =>
  new Int16Array(sound.buffer.slice(sound.byteOffset, sound.byteOffset + sound.length));

/** Milliseconds that a caller speaks: nothing is waited for, a message has a length. */
const messageLength = 3000;

/** Resolves when this person's mailbox has changed. */
const changed = (person: Person) =>
  new Promise<void>((resolve) => {
    const stop = house.box.rooms.events.listen(({ kind, subject }) => {
      if (kind !== "voicemail.changed" || subject !== person.id) return;
      stop();
      resolve();
    });
  });

/** Maria calls Jonas, whom nobody answers, and lets her tone be heard after the greeting's. */
async function leaveMessage(): Promise<void> {
  const caller = await house.phone(maria, { tone: 600 });
  const left = changed(jonas);
  await caller.command("dial", `${jonas.extension}`);
  await caller.says(/Call established/);
  await toneLevels(caller, 1000, 600); // the tone after the greeting
  await Bun.sleep(messageLength);
  await caller.command("hangup");
  await left;
  await house.quiet();
}

describe("voicemail", () => {
  test("[CA-08] a caller who is not answered leaves a message, whose sound is what was said", async () => {
    await leaveMessage();
    const [message] = mailboxes().of(jonas.id);
    expect(message).toMatchObject({ callerName: "Maria", callerNumber: `${maria.extension}`, heard: false });
    const samples = samplesOf(await mailboxes().sound(jonas.id, message?.id ?? ""));
    expect(level(samples, 600)).toBeGreaterThan(1000);
    expect(house.box.rooms.calling.history(jonas.id)[0]).toMatchObject({
      outcome: "missed",
      peerName: "Maria",
    });
  }, 60_000);

  test("[CA-25] a message on disk is sealed: no samples of it are in the file", async () => {
    const [message] = mailboxes().of(jonas.id);
    const sound = Buffer.from(await mailboxes().sound(jonas.id, message?.id ?? ""));
    const folder = join(house.box.folder, "recordings", "voicemail");
    const piece = sound.subarray(8000, 8064);
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes(piece)).toBe(false);
  });

  test("[CA-08] *97 reads the message out at its owner's phone, and it is heard then; 3 deletes it", async () => {
    const phone = await house.phone(jonas);
    const heard = changed(jonas);
    await phone.command("dial", "*97");
    await phone.says(/Call established/);
    const levels = await toneLevels(phone, 600, 1000);
    expect(levels.wanted).toBeGreaterThan(1000);
    await heard;
    expect(mailboxes().count(jonas.id)).toEqual({ fresh: 0, heard: 1 });
    const deleted = changed(jonas);
    await phone.command("sndcode", "3");
    await deleted;
    expect(mailboxes().of(jonas.id)).toEqual([]);
    await phone.says(/session closed|terminated/i);
    await house.quiet();
  }, 60_000);

  test("[CA-08] who does not answer in the time that their telephone rings, twenty seconds as a rule, gets a message", async () => {
    expect(standardSettings.ringSeconds).toBe(20);
    await house.box.rooms.calling.settings.change(jonas.id, { ringSeconds: 5 });
    const desk = await house.phone(jonas);
    const caller = await house.phone(maria, { tone: 600 });
    const left = changed(jonas);
    await caller.command("dial", `${jonas.extension}`);
    await desk.says(/Incoming call/);
    const rang = performance.now();
    await desk.says(/session closed|terminated|cancelled/i);
    expect(performance.now() - rang).toBeGreaterThan(4000);
    await caller.says(/Call established/);
    await toneLevels(caller, 1000, 600);
    await Bun.sleep(messageLength);
    await caller.command("hangup");
    await left;
    await house.quiet();
    const missed = { outcome: "missed", peerName: "Maria" };
    expect(house.box.rooms.calling.history(jonas.id)[0]).toMatchObject(missed);
    expect(mailboxes().count(jonas.id)).toEqual({ fresh: 1, heard: 0 });
    await house.box.rooms.calling.settings.change(jonas.id, { ringSeconds: 20 });
  }, 60_000);

  test("[CA-08] the right PIN opens the mailbox at *97; a message that is heard and left with 2 is saved, and heard again", async () => {
    await mailboxes().setPin(jonas.id, "4711");
    for (const [heardBefore, fresh] of [
      [0, 1],
      [1, 0],
    ]) {
      expect(mailboxes().count(jonas.id)).toEqual({ fresh: fresh ?? 0, heard: heardBefore ?? 0 });
      const phone = await house.phone(jonas);
      await phone.command("dial", "*97");
      await phone.says(/Call established/);
      for (const key of "4711#") await phone.command("sndcode", key);
      expect((await toneLevels(phone, 600, 1000)).wanted).toBeGreaterThan(1000);
      await until(() => mailboxes().count(jonas.id).heard === 1);
      await phone.command("sndcode", "2");
      await phone.says(/session closed|terminated/i); // there are no more
      await house.quiet();
      await house.hangUp();
    }
    const [message] = mailboxes().of(jonas.id);
    expect(message).toMatchObject({ callerName: "Maria", heard: true });
    await mailboxes().remove(jonas.id, message?.id ?? "");
    await mailboxes().setPin(jonas.id, null);
  }, 90_000);

  test("[CA-08] with a PIN, a wrong one is refused three times and then hung up", async () => {
    await mailboxes().setPin(jonas.id, "4711");
    const phone = await house.phone(jonas);
    await phone.command("dial", "*97");
    await phone.says(/Call established/);
    for (let tried = 0; tried < 3; tried++) for (const key of "0000#") await phone.command("sndcode", key);
    await phone.says(/session closed|terminated/i);
    await mailboxes().setPin(jonas.id, null);
    await house.quiet();
  }, 60_000);

  test("[CA-08] the app lists messages, plays them, marks and deletes them, and takes a greeting", async () => {
    await leaveMessage();
    const client = new AppClient(house.box.url);
    await client.signIn({ name: jonas.name, email: jonas.email, password });
    const { messages } = await (await client.fetch(`${house.box.url}/app/calling/voicemail`)).json();
    expect(messages).toHaveLength(1);
    const at = `${house.box.url}/app/calling/voicemail/${messages[0].id}`;
    const sound = await client.fetch(`${at}/sound`);
    expect(sound.headers.get("content-type")).toBe("audio/wav");
    expect(Buffer.from(await sound.arrayBuffer()).toString("latin1", 0, 4)).toBe("RIFF");
    const json = { "Content-Type": "application/json" };
    await client.fetch(at, { method: "PATCH", body: JSON.stringify({ heard: true }), headers: json });
    expect(mailboxes().count(jonas.id)).toEqual({ fresh: 0, heard: 1 });
    const greeting = `${house.box.url}/app/calling/voicemail/greeting`;
    const rubbish = await client.fetch(greeting, { method: "PUT", body: "this is no sound" });
    expect(rubbish.status).toBe(400);
    const taken = await client.fetch(greeting, {
      method: "PUT",
      body: new Uint8Array(writeWave(tone(800, 2))),
    });
    expect(taken.status).toBe(204);
    const caller = await house.phone(maria);
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/Call established/);
    expect((await toneLevels(caller, 800, 440)).wanted).toBeGreaterThan(1000);
    await caller.command("hangup");
    await house.quiet();
    await client.fetch(at, { method: "DELETE" });
    const stranger = new AppClient(house.box.url);
    await stranger.signIn({ name: maria.name, email: maria.email, password });
    expect((await stranger.fetch(`${at}/sound`)).status).toBe(404);
  }, 60_000);
});
