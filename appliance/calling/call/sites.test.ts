/** Extensions across sites: real telephones behind real translators of addresses call each other by four digits. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Baresip } from "../../../scripts/peers/baresip.ts";
import { type Site, Sites, sitesForbidden } from "../../../scripts/peers/sites.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";

const forbidden = sitesForbidden();
if (forbidden) console.warn(`[CA-06] is skipped, for network namespaces cannot be made here: ${forbidden}`);

/** Seconds after which the routers forget a flow that is idle. */
const idleSeconds = 4;

const everywhere = {
  SIP__ADDRESS: "0.0.0.0",
  MEDIA__ADDRESS: "0.0.0.0",
  SIP__DOMAIN: "northwind.example",
};

const names = ["Main", "Branch", "Home"];
const tones = { main: 440, branch: 700, home: 1000 };
type Where = keyof typeof tones;

let sites: Sites;
let places: Record<Where, Site>;
let house: TelephoneHouse;

/** A telephone at each site, registered: at home over TLS with SRTP. */
async function telephones(): Promise<Record<Where, Baresip>> {
  const phone = (where: Where, site: Site, transport: "udp" | "tls") =>
    house.phone(house.people[where] as Person, { site, transport, tone: tones[where] });
  const [main, branch, home] = await Promise.all([
    phone("main", places.main, "udp"),
    phone("branch", places.branch, "udp"),
    phone("home", places.home, "tls"),
  ]);
  return { main, branch, home };
}

async function open(settings: Record<string, string>): Promise<void> {
  sites = new Sites();
  const behindRouter = (name: Where) => sites.behindRouter(name, idleSeconds);
  places = { main: sites.main(), branch: behindRouter("branch"), home: behindRouter("home") };
  house = await houseWithoutMailboxes(names, {
    ...everywhere,
    PUBLIC_ADDRESSES: sites.outside,
    ...settings,
  });
}

async function close(): Promise<void> {
  try {
    await house?.box.dispose();
  } finally {
    sites?.close();
  }
}

/** One calls the other by extension, and each hears the other's tone and not its own. */
async function converse(phones: Record<Where, Baresip>, from: Where, to: Where): Promise<void> {
  const extension = `${house.people[to]?.extension}`;
  expect(extension).toMatch(/^\d{4}$/);
  await phones[from].command("dial", extension);
  await phones[to].says(/Incoming call/i);
  await phones[to].command("accept");
  await Promise.all([phones[from].says(/Call established/), phones[to].says(/Call established/)]);
  for (const [listener, speaker] of [[to, from] as const, [from, to] as const]) {
    const heard = await toneLevels(phones[listener], tones[speaker], tones[listener]);
    expect(heard.wanted, `${listener} hears ${speaker}`).toBeGreaterThan(10 * heard.other);
  }
  const said = house.box.rooms.sip.trace.of(house.box.rooms.calling.liveCalls[0]?.id ?? "");
  await phones[from].command("hangup");
  await phones[to].says(/session closed|terminated|Connection reset/i);
  await house.quiet();
  // Each is told of the house at the address that it has there, in the headers and in the description.
  expect(said.length).toBeGreaterThan(8);
  for (const { peer, text } of said.filter(({ outgoing }) => outgoing)) {
    const { inside, outside } = sites;
    const [own, other] = peer.address === places.main.address ? [inside, outside] : [outside, inside];
    expect(text).not.toContain(other);
    if (/^c=/m.test(text)) expect(text).toContain(`c=IN IP4 ${own}`);
  }
}

/** Resolves after so long by the kernel's clock, which the routers forget by. */
const passed = (seconds: number) => Bun.sleep(seconds * 1000);

describe.skipIf(forbidden !== undefined)("three sites", () => {
  beforeAll(() => open({ SIP__KEEP_ALIVE_SECONDS: "2" }), 60_000);
  afterEach(() => house.hangUp());
  afterAll(close);

  test("[CA-06] phones in the main house, behind a branch's router and at home over TLS call each other by four digits, in every direction", async () => {
    const phones = await telephones();
    for (const from of Object.keys(tones) as Where[])
      for (const to of Object.keys(tones) as Where[]) if (from !== to) await converse(phones, from, to);
  }, 120_000);

  test("[CA-06] a home phone that is silent for three times what its router remembers is still reached from outside", async () => {
    const phones = await telephones();
    await passed(3 * idleSeconds);
    await converse(phones, "main", "home");
    await passed(2 * idleSeconds);
    await converse(phones, "home", "branch");
  }, 90_000);
});

describe.skipIf(forbidden !== undefined)("three sites without keep-alive", () => {
  beforeAll(() => open({ SIP__KEEP_ALIVE_SECONDS: "0", SIP__NO_ANSWER_SECONDS: "5" }), 60_000);
  afterEach(() => house.hangUp("SIGKILL"));
  afterAll(close);

  test("[CA-06] the routers of these tests forget: without keep-alive no call gets home", async () => {
    const phones = await telephones();
    await passed(3 * idleSeconds);
    await phones.main.command("dial", `${house.people.branch?.extension}`);
    await phones.main.says(/408|480|503/);
    await phones.main.command("dial", `${house.people.home?.extension}`);
    await phones.main.says(/408|480|503/);
    await house.quiet();
  }, 90_000);
});
