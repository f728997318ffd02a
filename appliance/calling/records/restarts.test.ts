/**
 * The appliance is killed, or stopped in order, while people speak, hold, are parked, ring a group and leave a message:
 * whatever they call with hears of it, what was answered is on record, and everybody is reached again.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { Baresip, type BaresipOptions } from "../../../scripts/peers/baresip.ts";
import { openBrowser, visitor } from "../../../scripts/peers/browser.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type ApplianceProcess, freePort, spawnAppliance } from "../../../scripts/peers/process.ts";
import { lastingSettings } from "../../../scripts/peers/settings.ts";
import { Softphone, type SoftphoneCall } from "../../../scripts/peers/softphone.ts";
import { RtpSound } from "../../../scripts/peers/softphone-media.ts";
import { SharedSocket } from "../../../scripts/peers/softphone-transport.ts";
import { signIn } from "../../../scripts/peers/steps.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import { trunkSchema } from "../outside/trunks.ts";
import type { CallRecord } from "./record-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-restarts-"));
const ports = { udp: freePort(), tls: freePort() };
const settings = {
  ...lastingSettings(folder),
  SIP__DOMAIN: "127.0.0.1",
  SIP__DIGEST_ALGORITHMS: "MD5",
  SIP__UDP_PORT: String(ports.udp),
  SIP__TLS_PORT: String(ports.tls),
};
const admin = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
const outside = "+14155550199";
const groupNumber = "2900";
/** Milliseconds until a telephone notices that its connection is gone, when its registration is due at the latest. */
const mostUntilRegistered = 70_000;
/** Milliseconds after which a greeting has been said, and more than a second of a message. */
const untilRecorded = 12_000;
/** How a telephone says that its call is over. */
const isOver = /session closed|terminated|Call with .* closed/i;

interface Member {
  number: string;
  phone: Baresip;
}

let box: ApplianceProcess;
let provider: SharedSocket;
let outsider: Softphone;
/** The number of somebody without a telephone. */
let mailbox: string;
let absent: AppClient;
let tom: AppClient;
/** The number of somebody in the app. */
let nora: string;
let browser: Browser;
let page: Page;
const members = new Map<string, Member>();
const card = () => page.getByRole("region", { name: /Call with/ });
const numberIn = (address: string): string => /^sip:(\w+)@/.exec(address)?.[1] ?? "";
const at = (name: string) => members.get(name) as Member;

/** A telephone on the desk of whoever is signed in there. */
async function place(
  client: AppClient,
  name: string,
  { transport = "udp", answers = true, registersFor = 600 }: Partial<BaresipOptions> = {},
): Promise<void> {
  const secure = transport === "tls";
  const { device, password } = await call(
    client.api.calling.devices.$post({ json: { name, plain: !secure } }),
  );
  const { address } = await call(client.api.calling.$get());
  const phone = await Baresip.start({
    ...{ username: device.username, password, transport, answers, registersFor, tone: 440 },
    port: secure ? ports.tls : ports.udp,
    ...(secure && { encryption: "srtp-mand" as const }),
  });
  members.set(name, { number: numberIn(address), phone });
}

const admit = (by: AppClient, name: string) =>
  by.admit({ name, email: `${name.toLowerCase()}@northwind.example`, password: admin.password });

async function dial(from: string, number: string): Promise<void> {
  await at(from).phone.command("dial", number);
}

async function connect(from: string, to: string): Promise<void> {
  await dial(from, at(to).number);
  await at(from).phone.says(/Call established/);
  await at(to).phone.says(/Call established/);
}

beforeAll(async () => {
  box = await spawnAppliance(settings);
  const maria = new AppClient(box.url);
  await maria.setUp(box.setupCode, "Northwind", admin);
  for (const name of ["uma", "holding", "parking", "sending", "talking", "leaving", "paying", "ringing"])
    await place(maria, name);
  tom = (await admit(maria, "tom")).client;
  await place(tom, "tom", { transport: "tls", registersFor: 60 });
  for (const name of ["held", "parked", "sent"]) await place((await admit(maria, name)).client, name);
  const { id: personId, client } = await admit(maria, "member");
  await place(client, "member", { answers: false });
  absent = (await admit(maria, "absent")).client;
  mailbox = numberIn((await call(absent.api.calling.$get())).address);
  const { client: her } = await admit(maria, "Nora");
  nora = numberIn((await call(her.api.calling.$get())).address);
  browser = await openBrowser();
  ({ page } = await visitor(browser, box.url));
  await signIn(page, { name: "Nora", email: "nora@northwind.example", password: admin.password });
  provider = await SharedSocket.open(ports.udp, "127.0.0.9");
  outsider = await Softphone.open(provider.carrierOf(outside), {
    user: outside,
    media: () => new RtpSound(),
  });
  const definition = { host: "127.0.0.9", port: provider.port, callerId: "+14155550100" };
  await call(
    maria.api.admin.calling.trunks.$post({ json: trunkSchema.parse({ name: "Provider", definition }) }),
  );
  const group = { name: "Sales", number: groupNumber, strategy: "simultaneous" as const, secondsPerTurn: 60 };
  const json = { ...group, overflow: null, members: [{ personId }] };
  await call(maria.api.admin.calling.groups.$post({ json }));
}, 120_000);

afterAll(async () => {
  await browser?.close();
  for (const { phone } of members.values()) await phone.stop("SIGKILL");
  await outsider?.close();
  provider?.close();
  await box?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** What the administrator's console says. */
async function seen() {
  const client = new AppClient(box.url);
  await client.signIn(admin);
  const [{ live }, { calls: parked }, { records }] = await Promise.all([
    call(client.api.admin.calls.$get()),
    call(client.api.calling.parked.$get()),
    client.fetch(`${box.url}/app/admin/calls/records`).then((answer) => answer.json()),
  ]);
  return { live, parked, records: records as CallRecord[] };
}

/** One of every kind. @returns that over the trunk, as it is outside */
async function begin(): Promise<SoftphoneCall> {
  await dial("leaving", mailbox);
  await at("leaving").phone.says(/Call established/);
  const leaving = Date.now();
  await connect("uma", "tom");
  await connect("holding", "held");
  await at("holding").phone.command("hold");
  await connect("parking", "parked");
  await at("parking").phone.command("transfer", "sip:*68@127.0.0.1");
  await at("parking").phone.says(isOver);
  await dial("talking", nora);
  await card().getByRole("button", { name: "Answer" }).click();
  await at("talking").phone.says(/Call established/);
  await dial("paying", outside);
  const abroad = await outsider.rings();
  await abroad.answer();
  await at("paying").phone.says(/Call established/);
  await connect("sending", "sent");
  await at("sending").phone.command("transfer", `sip:${groupNumber}@127.0.0.1`);
  await at("member").phone.says(/Incoming call/);
  await at("sending").phone.command("hangup"); // who was sent on waits for the group alone
  await at("sending").phone.says(/terminate call/);
  await dial("ringing", groupNumber);
  await at("member").phone.says(/Incoming call/);
  await until(async () => {
    const { live, parked } = await seen();
    const states = live.map(({ state }) => state).sort();
    return `${states}` === "connected,connected,connected,held,ringing,ringing,served" && parked.length === 1;
  });
  await until(() => Date.now() - leaving > untilRecorded);
  return abroad;
}

/** Whoever was on a call is told that it is over. */
async function everybodyIsTold(abroad: SoftphoneCall): Promise<void> {
  for (const name of ["uma", "holding", "held", "parked", "sent", "talking", "paying", "leaving"])
    await at(name)
      .phone.says(isOver)
      .catch(() => Promise.reject(new Error(`${name} was not told`)));
  await card().waitFor({ state: "detached" });
  await until(() => abroad.over);
  const { phone } = at("tom");
  await until(() => isOver.test(phone.output), mostUntilRegistered);
  await phone.says(isOver);
}

const devices = async () => (await call(tom.api.calling.devices.$get())).devices;

/** Every call that was answered is there once, with an end before this. */
function areComplete(records: readonly CallRecord[], { from, to }: { from: number; to: number }): void {
  const ours = records.filter(({ startedAt, outcome }) => startedAt >= from && outcome === "answered");
  expect(ours.map(({ peerName }) => peerName).sort()).toEqual([
    outside,
    "Nora",
    "absent",
    "held",
    "parked",
    "sent",
    "tom",
  ]);
  for (const { answeredAt, endedAt } of ours) {
    expect(endedAt).toBeGreaterThanOrEqual(answeredAt ?? Number.POSITIVE_INFINITY);
    expect(endedAt).toBeLessThanOrEqual(to);
  }
}

/** Nobody registers again for this who needs no connection, and a page comes back by itself. */
async function everybodyIsReached(): Promise<void> {
  await until(async () => (await devices()).some(({ registered }) => registered), mostUntilRegistered);
  for (const name of ["tom", "held", "parked"]) {
    await connect("uma", name);
    await at("uma").phone.command("hangup");
    await at(name).phone.says(isOver);
  }
  await dial("uma", nora);
  await card().getByRole("button", { name: "Answer" }).click();
  await at("uma").phone.says(/Call established/);
  await at("uma").phone.command("hangup");
  await card().waitFor({ state: "detached" });
  await until(async () => (await seen()).live.length === 0);
}

const messages = async () => (await call(absent.api.calling.voicemail.$get())).messages;

test("[CA-02] [AD-27] killed in mid-call: everybody is told, what was answered is on record, and nobody is on a call", async () => {
  const from = Date.now();
  const abroad = await begin();
  const to = Date.now();
  await box.kill("SIGKILL");
  box = await spawnAppliance(settings);
  await everybodyIsTold(abroad);
  const { live, parked, records } = await seen();
  expect([live, parked]).toEqual([[], []]);
  areComplete(records, { from, to: to + 1000 });
  // Of what only rang the house knows nothing: they give up.
  for (const name of ["ringing", "member"]) await at(name).phone.command("hangup");
  await everybodyIsReached();
}, 200_000);

test("[CA-02] [AD-27] [CA-08] stopped in mid-call: the same, at once, and the message so far is in the mailbox", async () => {
  const from = Date.now();
  const abroad = await begin();
  const before = (await messages()).length;
  await box.kill("SIGTERM");
  const to = Date.now();
  await everybodyIsTold(abroad);
  for (const name of ["ringing", "member"]) await at(name).phone.says(isOver);
  box = await spawnAppliance(settings);
  const { live, parked, records } = await seen();
  expect([live, parked]).toEqual([[], []]);
  areComplete(records, { from, to });
  expect((await messages()).length).toBe(before + 1);
  await everybodyIsReached();
}, 200_000);
