/** What scanners ask, as sipvicious does: who is there (svmap), who has an extension (svwar), what is the password (svcrack). */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { SipPeer } from "../../scripts/peers/sip-peer.ts";
import { until } from "../../scripts/peers/until.ts";
import { writeMessage } from "./message.ts";

let box: TestAppliance;
let personId: string;
let extension: string;
const peers: SipPeer[] = [];

beforeAll(async () => {
  const limits = { SIP__FAILURES_BEFORE_BAN: "1000", SIP__REQUESTS_PER_SECOND: "100000" };
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5", ...limits });
  const person = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
  const made = await box.rooms.people.directory.setUp({
    ...{ code: box.setupCode ?? "", organisation: "Northwind", ...person },
  });
  [personId, extension] = [made.id, `${made.extension}`];
});
afterAll(async () => {
  for (const peer of peers) peer.close();
  await box.dispose();
});

async function peerAs(
  username: string,
  password: string,
  options: { of?: TestAppliance; address?: string } = {},
) {
  const { of = box, address } = options;
  const peer = await SipPeer.open(of.rooms.sip.ports.udp, { username, password }, address);
  peers.push(peer);
  return peer;
}

/** What of an answer is the same each time, with what was asked about taken out. */
const shapeOf = (text: string, about: string): string =>
  text
    .replaceAll(`sip:${about}@`, "sip:WHO@")
    .replace(/^(Via|From|To|Call-ID|CSeq|Date):.*$/gim, (line) => line.replace(/[0-9a-f-]{8,}|\d+/gi, "X"))
    .replace(/nonce="[^"]*"/g, "nonce");

interface Sample {
  shape: string;
  milliseconds: number;
}

async function asked(peer: SipPeer, method: string, about: string): Promise<Sample> {
  const began = performance.now();
  const answer = await peer.ask(method, method === "REGISTER" ? "" : about, {
    from: `<sip:${about}@127.0.0.1>`,
  });
  return { shape: shapeOf(writeMessage(answer), about), milliseconds: performance.now() - began };
}

/** How probable it is that one of the first took longer than one of the others; a half where they are alike. */
function longer(some: readonly Sample[], others: readonly Sample[]): number {
  let won = 0;
  for (const one of some)
    for (const other of others) won += Math.sign(one.milliseconds - other.milliseconds) / 2 + 0.5;
  return won / (some.length * others.length);
}

/** Asks about both by turns, so that whatever else the machine does is the same for them. */
async function compared(known: () => Promise<Sample>, unknown: () => Promise<Sample>) {
  const samples: [known: Sample[], unknown: Sample[]] = [[], []];
  for (let round = 0; round < 350; round++) {
    const both = [
      [samples[0], known],
      [samples[1], unknown],
    ] as const;
    for (const [kept, ask] of round % 2 === 0 ? both : both.toReversed()) {
      const sample = await ask();
      if (round >= 50) kept.push(sample); // the first are of code that is not compiled yet
    }
  }
  return samples;
}

const methods = ["OPTIONS", "REGISTER", "INVITE", "SUBSCRIBE", "MESSAGE", "BYE"];
/** One of its own for each, so that none is kept out for what the others did. */
const addressOf = (method: string): string => `127.0.1.${methods.indexOf(method) + 1}`;

describe("[SE-01] a scanner", () => {
  test.each(methods)(
    "that asks by %s is answered alike for an extension that there is and one that there is not",
    async (method) => {
      const peer = await peerAs("scanner", "", { address: addressOf(method) });
      const [known, unknown] = await compared(
        () => asked(peer, method, extension),
        () => asked(peer, method, "4999"),
      );
      expect([...new Set([...known, ...unknown].map(({ shape }) => shape))]).toHaveLength(1);
      expect(Math.abs(longer(known, unknown) - 0.5)).toBeLessThan(0.12); // five times what chance does
    },
    20_000,
  );

  test("that guesses passwords is answered alike for a name that there is and one that there is not", async () => {
    const { device } = await box.rooms.sip.devices.add(personId, "desk", { plain: true });
    const other = `p-${"z".repeat(device.username.length - 2)}`;
    const [right, wrong] = [await peerAs(device.username, "guess"), await peerAs(other, "guess")];
    const [known, unknown] = await compared(
      () => asked(right, "REGISTER", device.username),
      () => asked(wrong, "REGISTER", other),
    );
    expect([...new Set([...known, ...unknown].map(({ shape }) => shape))]).toHaveLength(1);
    expect(known[0]?.shape).toStartWith("SIP/2.0 401");
    expect(Math.abs(longer(known, unknown) - 0.5)).toBeLessThan(0.12);
  }, 20_000);
});

test("[SE-01] five wrong passwords keep an address out; where a telephone is, only the name, and the telephone goes on", async () => {
  const house = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  try {
    const { people, sip } = house.rooms;
    const person = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
    const { id } = await people.directory.setUp({
      code: house.setupCode ?? "",
      organisation: "N",
      ...person,
    });
    const [desk, old] = [
      await sip.devices.add(id, "desk", { plain: true }),
      await sip.devices.add(id, "old", { plain: true }),
    ];
    const thief = await peerAs("1001", "guess", { of: house, address: "127.0.0.9" });
    for (let guess = 0; guess < 5; guess++) expect((await thief.ask("REGISTER", "")).status).toBe(401);
    expect(sip.bans).toMatchObject([{ address: "127.0.0.9", reason: "wrong SIP credentials" }]);
    let answered = false;
    void thief.ask("OPTIONS", "1001").then(() => {
      answered = true;
    });

    const phone = await peerAs(desk.device.username, desk.password, { of: house });
    expect((await phone.ask("REGISTER", "")).status).toBe(200);
    expect(answered).toBe(false); // it was said before, and nothing came back
    const forgetful = await peerAs(old.device.username, "guess", { of: house });
    for (let guess = 0; guess < 6; guess++) expect((await forgetful.ask("REGISTER", "")).status).toBe(401);
    expect(sip.isBanned("127.0.0.1")).toBe(false);
    const guessed = await peerAs(old.device.username, old.password, { of: house });
    expect((await guessed.ask("REGISTER", "")).status).toBe(401); // right at last, and not looked at
    expect((await phone.ask("REGISTER", "")).status).toBe(200);
    sip.liftBan("127.0.0.1");
    expect((await guessed.ask("REGISTER", "")).status).toBe(200);
    sip.liftBan("127.0.0.9");
    await until(async () => (await thief.ask("OPTIONS", "1001")).status === 200);
  } finally {
    await house.dispose();
  }
}, 20_000);
