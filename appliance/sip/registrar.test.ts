/** The registrar with a real client over every transport, and with what attackers and broken phones send. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { freePort } from "../../scripts/peers/process.ts";
import { runSipp } from "../../scripts/peers/sipp.ts";
import { VirtualClock } from "../platform/index.ts";
import { StreamFlow } from "./flows.ts";
import { Location } from "./location.ts";
import type { SipRequest } from "./message.ts";
import { parseMessage } from "./parser.ts";
import { register } from "./registrar.ts";

let box: TestAppliance;
let personId: string;
let phone: { username: string; password: string };

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const { directory } = box.rooms.people;
  const person = await directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
  personId = person.id;
  const { device, password } = await box.rooms.sip.devices.add(personId, "Desk", { plain: true });
  phone = { username: device.username, password };
});
afterAll(() => box.dispose());

/** A REGISTER with these Contacts, whose other headers are always the same. */
function requestWith(sequence: number, contacts: readonly string[]): SipRequest {
  const text = [
    "REGISTER sip:x SIP/2.0",
    "Via: SIP/2.0/TCP 192.168.88.10;branch=z9hG4bK1",
    "From: <sip:m@x>;tag=1",
    "To: <sip:m@x>",
    "Call-ID: 1",
    `CSeq: ${sequence} REGISTER`,
    ...contacts.map((contact) => `Contact: ${contact}`),
    "Content-Length: 0",
  ].join("\r\n");
  const parsed = parseMessage(`${text}\r\n\r\n`);
  if (!parsed.ok || parsed.message.kind !== "request") throw new Error("this is no REGISTER");
  return parsed.message;
}

describe("REGISTER", () => {
  for (const transport of ["udp", "tcp"] as const)
    test(`[CA-01] sipp registers with a digest over ${transport.toUpperCase()}`, async () => {
      const result = await runSipp("register", {
        port: box.rooms.sip.ports[transport],
        transport,
        users: [phone],
      });
      expect(result).toMatchObject({ failed: 0, successful: 1 });
      if (transport === "udp") expect(box.rooms.sip.location.of(personId)).toHaveLength(1);
    });

  test("[CA-04] a list of contacts is taken whole or not at all (RFC 3261 §10.3)", () => {
    const clock = new VirtualClock();
    const location = new Location(clock);
    const flow = new StreamFlow({ transport: "TCP", address: "198.51.100.7", port: 1024, write: () => true });
    const sender = { personId: "maria", deviceId: "desk", flow };
    const answerTo = (sequence: number, contacts: readonly string[]) =>
      register(requestWith(sequence, contacts), sender, location, clock, "t").status;
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `<sip:m${from + index}@192.0.2.1>`);
    const known = () => location.of("maria").map(({ contact }) => contact);
    expect(answerTo(1, many(0, 8))).toBe(200);
    const before = known();
    expect(answerTo(2, many(8, 3))).toBe(403); // two of them would have had room
    expect(answerTo(1, ["<sip:m9@192.0.2.1>", "<sip:m0@192.0.2.1>"])).toBe(500); // the second is stale
    expect(answerTo(3, ["<sip:m9@192.0.2.1>", "<sip:m0@192.0.2.1>;expires=x"])).toBe(400);
    expect(known()).toEqual(before);
    expect(answerTo(4, [...many(8, 4), "<sip:m0@192.0.2.1>;expires=0", "<sip:m1@192.0.2.1>;expires=0"])).toBe(
      200,
    );
    expect(known().sort()).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((index) => `sip:m${index}@192.0.2.1`).sort(),
    );
  });

  test("[CA-06] a client that keeps its connection open by itself is told how often to ping (RFC 5626)", () => {
    const clock = new VirtualClock();
    const answerTo = (transport: "TLS" | "UDP", more: string) => {
      const text = [
        "REGISTER sip:x SIP/2.0",
        "Via: SIP/2.0/TLS 192.168.88.10;branch=z9hG4bK1",
        "From: <sip:m@x>;tag=1",
        "To: <sip:m@x>",
        "Call-ID: 1",
        "CSeq: 1 REGISTER",
        ...more.split("|"),
        "Content-Length: 0",
      ].join("\r\n");
      const parsed = parseMessage(`${text}\r\n\r\n`);
      if (!parsed.ok || parsed.message.kind !== "request") throw new Error("this is no REGISTER");
      const flow = new StreamFlow({ transport, address: "198.51.100.7", port: 1024, write: () => true });
      Object.assign(flow, { reliable: transport !== "UDP" });
      const sender = { personId: "maria", deviceId: "home", flow };
      const { headers, status } = register(parsed.message, sender, new Location(clock), clock, "t");
      return [status, headers.get("require"), headers.get("flow-timer")];
    };
    const instance = 'Contact: <sip:m@192.168.88.10>;+sip.instance="<urn:uuid:1>"';
    expect(answerTo("TLS", `Supported: path, outbound|${instance};reg-id=1`)).toEqual([
      200,
      "outbound",
      "120",
    ]);
    const without = [200, undefined, undefined];
    expect(answerTo("TLS", `Supported: path|${instance};reg-id=1`)).toEqual(without);
    expect(answerTo("TLS", `Supported: outbound|${instance};reg-id=x`)).toEqual(without);
    expect(answerTo("UDP", `Supported: outbound|${instance};reg-id=1`)).toEqual(without); // it would ping by STUN
  });

  test("[CA-04] that a phone came is told to its person and to the administrators, once", async () => {
    const { events, sip } = box.rooms;
    const told = (kind: string) =>
      events.read(0, [`person:${personId}`, "admin"]).filter((event) => event.kind === kind);
    /** Resolves when who came has also gone, so many times. */
    const gone = async (least: number) => {
      sip.location.remove(personId, () => true);
      for (;;) {
        const [came, went] = [told("device.registered").length, told("device.unregistered").length];
        if (went >= least && came === went) return came;
        await Bun.sleep(5);
      }
    };
    const before = await gone(2);
    const options = { port: sip.ports.udp, users: [phone], localPort: freePort() };
    await runSipp("register", options);
    await runSipp("register", options); // a refresh is no news
    expect(await gone(before + 1)).toBe(before + 2);
    const topics = told("device.registered").map(({ topic }) => topic);
    expect(topics.slice(before).sort()).toEqual(["admin", `person:${personId}`]);
  });

  test("a wrong password is refused, and nothing is registered", async () => {
    const before = box.rooms.sip.location.size;
    const users = [{ username: phone.username, password: "wrong" }];
    const result = await runSipp("register", { port: box.rooms.sip.ports.udp, transport: "udp", users });
    expect(result).toMatchObject({ failed: 1, successful: 0 });
    expect(box.rooms.sip.location.size).toBe(before);
  });
});
