/** How long a message may be; its caller's five minutes pass in a second. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RtpSound } from "../../../scripts/peers/softphone-media.ts";
import { SoftphoneHouse, type Station } from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";

let house: SoftphoneHouse;
let caller: Station;
let absent: Station;

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  caller = await house.station("phone", 600);
  absent = await house.station("phone", 1400);
  await absent.phone.unregister();
  await house.box.rooms.calling.settings.change(absent.personId ?? "", { voicemail: true });
}, 30_000);
afterAll(() => house?.dispose());

test("[CA-08] a message ends after five minutes: its caller is thanked and hung up, and it is in the box", async () => {
  const { mailboxes } = house.box.rooms.calling;
  const call = await caller.phone.call(absent.number);
  await until(() => call.established);
  const sound = call.media as RtpSound;
  await sound.hears(1000, []); // the tone after the greeting
  await sound.rush(600, () => mailboxes.count(absent.personId ?? "").fresh === 1);
  const [message] = mailboxes.of(absent.personId ?? "");
  expect(message?.duration).toBe(300_000);
  await sound.hearsOther([1000]);
  await until(() => call.over);
  await house.quiet();
}, 60_000);
