/** Telephones with pictures (baresip as an 8845: H.264, 720 lines, thirty a second); what they see is decoded and looked at. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { BaresipOptions } from "../../../scripts/peers/baresip.ts";
import { type Image, readPng } from "../../../scripts/peers/png.ts";
import { runSipp } from "../../../scripts/peers/sipp.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
}, 60_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

/** Two telephones in a call. */
async function call(caller: Partial<BaresipOptions>, callee: Partial<BaresipOptions>) {
  const there = await house.phone(jonas, { tone: 1000, answers: true, ...callee });
  const here = await house.phone(maria, { tone: 440, ...caller });
  await here.command("dial", `${jonas.extension}`);
  await here.says(/Call established/);
  await there.says(/Call established/);
  return { here, there };
}

const h264 = { video: "h264" } as const;
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
/** Said by a telephone when it has decoded the first picture of the other. */
const firstPicture = /receiving with resolution 1280 x 720/;
/** Looks until it sees such a picture. */
async function until(look: () => Promise<Buffer>, isWanted: (image: Image) => boolean): Promise<Image> {
  for (;;) {
    const image = readPng(await look());
    if (isWanted(image)) return image;
  }
}
/** What baresip sends: red, green, blue. */
const isBars = ({ at }: Image) => at(0.1, 0.5)[0] > 200 && at(0.5, 0.5)[1] > 180 && at(0.9, 0.5)[2] > 200;
/** A sign in orange on a dark ground. */
const isWaiting = ({ at }: Image) =>
  Math.max(...at(0.1, 0.5), ...at(0.9, 0.5)) < 60 && at(0.5, 0.31)[0] > 180 && at(0.5, 0.31)[2] < 90;

describe("telephones with pictures", () => {
  for (const [name, caller, callee] of [
    ["UDP", { transport: "udp" }, { transport: "udp" }],
    ["TLS, encrypted", { transport: "tls" }, { transport: "tls" }],
    ["TLS to one on UDP", { transport: "tls" }, { transport: "udp" }],
  ] as const)
    test(`[CA-01] over ${name}: each sees the other in 720 lines of H.264, soon after the answer`, async () => {
      const { here, there } = await call({ ...h264, ...caller }, { ...h264, ...callee });
      await Promise.all([here.says(firstPicture), there.says(firstPicture)]);
      await Promise.all([here.watches(20), there.watches(20)]); // pictures a second
      for (const phone of [here, there]) expect(sizeOf(await phone.sees())).toEqual([1280, 720]);
      await here.command("hangup");
      await there.says(/session closed|terminated/i);
      await house.quiet();
      const [record] = house.box.rooms.calling.history(maria.id);
      expect(record).toMatchObject({ outcome: "answered", pictureCodec: "H264", picturePacketsLost: 0 });
      expect(record?.picturePacketsReceived).toBeGreaterThan(10);
    }, 60_000);

  test("[CA-01] VP8 passes where both have it", async () => {
    const { here, there } = await call({ video: "vp8" }, { video: "vp8" });
    await Promise.all([here.says(firstPicture), there.says(firstPicture)]);
    await Promise.all([here.watches(15), there.watches(15)]);
    await here.command("hangup");
    await house.quiet();
    expect(house.box.rooms.calling.history(jonas.id)[0]).toMatchObject({ pictureCodec: "VP8" });
  }, 60_000);

  test("[CA-01] with one that has none, or another format, there is sound", async () => {
    for (const video of [undefined, "vp8" as const]) {
      const { here, there } = await call(h264, { video });
      expect((await toneLevels(here, 1000, 440)).wanted).toBeGreaterThan(1000);
      expect((await toneLevels(there, 440, 1000)).wanted).toBeGreaterThan(1000);
      await here.command("hangup");
      await house.quiet();
      expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({ pictureCodec: "" });
      await house.hangUp();
    }
  }, 60_000);

  for (const video of ["h264", "vp8"] as const)
    test(`[CA-12] who is held sees the picture of the house in ${video}, and after it the other again`, async () => {
      const { here, there } = await call({ video }, { video });
      expect(isBars(await until(() => there.sees(), isBars))).toBe(true);
      await here.command("hold");
      const held = await until(() => there.sees(), isWaiting);
      expect([held.width, held.height]).toEqual([1280, 720]);
      await here.command("resume");
      expect(isBars(await until(() => there.sees(), isBars))).toBe(true);
      await here.command("hangup");
      await house.quiet();
    }, 60_000);

  test("[CA-14] who is sent on sees who answers there", async () => {
    const { here, there } = await call(h264, h264);
    const third = await house.phone(house.people.aiko as Person, { ...h264, answers: true });
    await there.command("transfer", `sip:${house.people.aiko?.extension}@127.0.0.1`);
    await third.says(/Call established/);
    await Promise.all([here.watches(20), third.watches(20)]);
    await here.command("hangup");
    await house.quiet();
  }, 60_000);

  test("[CA-01] a camera that is turned on in the call is offered to the other side, and asked by INFO", async () => {
    const there = await house.phone(jonas, { tone: 1000, answers: true, ...h264 });
    const { device, password } = await house.box.rooms.sip.devices.add(maria.id, "sipp", { plain: true });
    const port = house.box.rooms.sip.ports.udp;
    const users = [{ username: device.username, password }];
    const service = jonas.extension ?? "";
    const result = await runSipp("caller-turns-camera-on", { port, users, service, pause: 100 });
    expect(result).toMatchObject({ successful: 1, failed: 0 });
    await there.says(/Set video encoder: H264/);
    await house.quiet();
  }, 60_000);

  test("[EN-04] whose offer has no pictures shows none and is shown none, calling, called and in the call", async () => {
    const { directory } = house.box.rooms.people;
    await directory.change(jonas.id, { offer: "C0" });
    for (const [from, to] of [
      [maria, jonas],
      [jonas, maria],
    ] as const) {
      const there = await house.phone(to, { tone: 1000, answers: true, ...h264 });
      const here = await house.phone(from, { tone: 440, ...h264 });
      await here.command("dial", `${to.extension}`);
      await here.says(/Call established/);
      expect((await toneLevels(here, 1000, 440)).wanted).toBeGreaterThan(1000);
      for (const phone of [here, there]) expect(phone.output).not.toContain("Set video");
      await here.command("hangup");
      await house.quiet();
      expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({ pictureCodec: "" });
      await house.hangUp();
    }
    const there = await house.phone(jonas, { answers: true, ...h264 });
    const { device, password } = await house.box.rooms.sip.devices.add(maria.id, "sipp", { plain: true });
    const users = [{ username: device.username, password }];
    const port = house.box.rooms.sip.ports.udp;
    await runSipp("caller-turns-camera-on", { port, users, service: jonas.extension ?? "", pause: 100 });
    await house.quiet();
    expect(there.output).toContain("Call established");
    expect(there.output).not.toContain("Set video encoder");
    await directory.change(jonas.id, { offer: "C2" });
  }, 60_000);

  test("nothing is left when every call is over", async () => {
    await house.quiet();
    expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
    expect(house.box.rooms.sip.load.dialogs).toBe(0);
  });
});
