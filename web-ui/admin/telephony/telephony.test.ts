/** Trunks, groups and limits as an administrator sets them up, and what the house does then. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../../scripts/peers/administration.ts";
import { freePort } from "../../../scripts/peers/process.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";

const ours = "+14155550100";
let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
}, 30_000);
afterAll(() => house?.dispose());

test("[CA-03] calls are taken from the addresses that are entered for a trunk, and from no others", async () => {
  const { page } = house.admin;
  const { sip, calling } = house.box.rooms;
  const ownAddress = "127.0.0.3"; // no telephone and no browser of the house is there
  const peer = await SipPeer.open(sip.ports.udp, { username: "provider", password: "none" }, ownAddress);
  expect((await peer.ask("INVITE", ours)).status).toBe(407);
  await page.goto("/admin/trunks");
  await page.getByRole("button", { name: "Add a trunk" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: false }).first().fill("Provider");
  await dialog.getByRole("textbox", { name: "Server" }).fill("127.0.0.2");
  await dialog.getByRole("textbox", { name: "Port" }).fill(String(freePort()));
  await dialog.getByRole("switch", { name: "Register with the provider" }).click();
  const peers = dialog.getByLabel("Addresses that its calls come from");
  await peers.fill("sip.example.com");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").waitFor(); // no address
  await peers.fill(`192.0.2.7, ${ownAddress}\n2001:DB8::1`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(calling.trunks.all[0]?.definition.peers).toEqual(["192.0.2.7", ownAddress, "2001:db8::1"]);
  expect((await peer.ask("INVITE", ours)).status).toBe(404); // it is let in, and nobody has this number
  await page.getByRole("button", { name: /Provider/ }).click();
  expect(await peers.inputValue()).toBe(`192.0.2.7, ${ownAddress}, 2001:db8::1`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(calling.trunks.all[0]?.definition.peers).toHaveLength(3);
  peer.close();
}, 60_000);

test("[CA-18] a group skips who is on a call until an administrator says otherwise", async () => {
  const { page } = house.admin;
  await page.goto("/admin/groups");
  await page.getByRole("button", { name: "Add a group" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: false }).first().fill("Sales");
  await dialog.getByRole("textbox", { name: "Number" }).fill("2000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /Sales \(2000\)/ }).click();
  const saved = () => house.box.rooms.calling.groups.at("2000")?.callWaiting;
  expect(saved()).toBe(false);
  await dialog.getByRole("switch", { name: "Skip people who are on a call" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(saved()).toBe(true);
}, 60_000);

test("[CA-27] what menus and groups may call outside is set beside the limits of people", async () => {
  const { page } = house.admin;
  await page.goto("/admin/dialling");
  const { protection } = house.box.rooms.calling;
  expect(protection.limits.house).toEqual({ outside: "national", callsAtOnce: 20 });
  await page.getByRole("button", { name: /Every country/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Menus and groups may call outside").selectOption({ label: "Nobody" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(protection.limits.house).toEqual({ outside: "none", callsAtOnce: 20 });
}, 60_000);

test("[CA-23] an administrator says where a network is, is told what is wrong with one, and changes it", async () => {
  const { page } = house.admin;
  const { locations } = house.box.rooms.calling;
  await page.goto("/admin/trunks");
  await page.getByRole("button", { name: "Add a location" }).click();
  const dialog = page.getByRole("dialog");
  const fill = (label: string, text: string) => dialog.getByLabel(label, { exact: false }).fill(text);
  await fill("Name", "Second floor");
  await fill("Networks", "10.2.0.0/33");
  await fill("Street", "Karl-Marx-Allee");
  await fill("House number", "12a");
  await fill("Floor", "2");
  await fill("City", "Berlin");
  await fill("Country code", "de");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").waitFor(); // no network
  await fill("Networks", "10.2.0.0/16\n2001:DB8::/48");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(locations.at("10.2.9.9")).toMatchObject({
    networks: ["10.2.0.0/16", "2001:db8::/48"],
    address: { street: "Karl-Marx-Allee", houseNumber: "12a", floor: "2", room: null, country: "DE" },
  });
  await page.getByRole("button", { name: /Second floor/ }).click();
  await fill("Room", "2.14");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(locations.at("10.2.9.9")?.address.room).toBe("2.14");
}, 60_000);
