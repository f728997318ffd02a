/** As many telephones as one person may have. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";

const most = 10;
let house: TelephoneHouse;
const phones: SipPeer[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria", "Jonas"]);
});
afterAll(async () => {
  for (const phone of phones) phone.close();
  await house.hangUp();
  await house.box.dispose();
});

test("[CA-04] ten telephones of a person register, the eleventh is told why not, and all ten ring for one call", async () => {
  const { jonas, maria } = house.people;
  if (!jonas || !maria) throw new Error("nobody is there");
  const { devices, ports, location } = house.box.rooms.sip;
  const register = async (credentials: { username: string; password: string }) => {
    const phone = await SipPeer.open(ports.udp, credentials);
    phones.push(phone);
    return phone.ask("REGISTER", "", { expires: "600" });
  };
  const made = [];
  for (let index = 0; index < most; index++) {
    const { device, password } = await devices.add(jonas.id, `phone ${index}`, { plain: true });
    made.push({ username: device.username, password });
    expect((await register({ username: device.username, password })).status).toBe(200);
  }
  await expect(devices.add(jonas.id, "one more")).rejects.toMatchObject({ code: "too-many-devices" });
  const [first] = made;
  if (!first) throw new Error("no phone");
  const eleventh = await register(first);
  expect(eleventh.status).toBe(403);
  expect(eleventh.reason).toBe("Too Many Devices");
  expect(location.of(jonas.id)).toHaveLength(most);

  const caller = await house.phone(maria);
  await caller.command("dial", `${jonas.extension}`);
  const rings = phones.slice(0, most).map((phone) => phone.hears(({ method }) => method === "INVITE"));
  expect(await Promise.all(rings)).toHaveLength(most);
  await caller.command("hangup");
  await house.quiet();
}, 60_000);
