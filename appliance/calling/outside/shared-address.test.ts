/** Trunks and telephones at one address: who stands behind the router of a trunk has none of its rights. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { freePort } from "../../../scripts/peers/process.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { type TelephoneHouse, telephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";
import { openUdp } from "../../platform/index.ts";
import { trunkSchema } from "./trunks.ts";

const unknownNumber = "+14155550111";
/** What the house answers a trunk that calls a number which is nobody's, and who has to prove who they are. */
const [asTrunk, asTelephone] = [404, 407];

let house: TelephoneHouse;
let maria: Person;
const closing: (() => void)[] = [];

beforeAll(async () => {
  house = await telephoneHouse(["Maria"]);
  maria = house.people.maria as Person;
}, 30_000);
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await house.hangUp();
  const { trunks } = house.box.rooms.calling;
  for (const { id } of trunks.all) await trunks.remove(id);
});
afterAll(() => house.box.dispose());

type Stream = "tcp" | "tls";

const invite = (transport: string, from: string, number = unknownNumber) =>
  [
    `INVITE sip:${number}@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/${transport} 127.0.0.1:5999;branch=z9hG4bK${crypto.randomUUID()};rport`,
    "Max-Forwards: 70",
    `From: ${from};tag=${crypto.randomUUID()}`,
    `To: <sip:${number}@127.0.0.1>`,
    `Call-ID: ${crypto.randomUUID()}`,
    "CSeq: 1 INVITE",
    "Contact: <sip:somebody@127.0.0.1:5999>",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");

/** The final status in what came of it; undefined while there is none. */
const finalIn = (text: string): number | undefined => {
  const found = /^SIP\/2\.0 ([2-6]\d\d)/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** What an INVITE over a new connection is answered, without credentials. */
async function calls(
  transport: Stream,
  from = "<sip:+14155550177@provider.example>",
  number?: string,
): Promise<number> {
  const answered = Promise.withResolvers<number>();
  let heard = "";
  const say = (socket: Bun.Socket) => void socket.write(invite(transport.toUpperCase(), from, number));
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: house.box.rooms.sip.ports[transport],
    ...(transport === "tls" && { tls: { rejectUnauthorized: false } }),
    socket: {
      [transport === "tls" ? "handshake" : "open"]: say,
      data(_: Bun.Socket, part: Buffer) {
        heard += part.toString("latin1");
        const status = finalIn(heard);
        if (status !== undefined) answered.resolve(status);
      },
      close: () => answered.reject(new Error("the house closed the connection")),
    },
  });
  closing.push(() => socket.end());
  return answered.promise;
}

/** The same by a datagram, from this port. */
async function callsByDatagram(port: number): Promise<number> {
  const answered = Promise.withResolvers<number>();
  const socket = await openUdp({
    address: "127.0.0.1",
    port,
    onDatagram(data) {
      const status = finalIn(data.toString("latin1"));
      if (status !== undefined) answered.resolve(status);
    },
  });
  closing.push(() => socket.close());
  const text = invite("UDP", "<sip:+14155550177@provider.example>");
  socket.send(Buffer.from(text, "latin1"), house.box.rooms.sip.ports.udp, "127.0.0.1");
  return answered.promise;
}

async function trunk(transport: "UDP" | "TCP" | "TLS", more: object = {}): Promise<number> {
  const definition = { host: "127.0.0.1", port: freePort(), transport, ...more };
  const { trunks } = house.box.rooms.calling;
  await trunks.put(undefined, trunkSchema.parse({ name: transport, definition }));
  await until(() => trunks.has("127.0.0.1"));
  return definition.port;
}

async function telephone(): Promise<{ peer: SipPeer; username: string }> {
  const { devices, ports } = house.box.rooms.sip;
  const { device, password } = await devices.add(maria.id, "desk", { plain: true });
  const peer = await SipPeer.open(ports.udp, { username: device.username, password });
  closing.push(() => peer.close());
  return { peer, username: device.username };
}

test("[CA-03] a trunk by address is known over the transport that it speaks, from any port of its own", async () => {
  await trunk("TLS");
  expect(await calls("tls")).toBe(asTrunk);
  expect(await calls("tcp")).toBe(asTelephone);
  expect(await callsByDatagram(0)).toBe(asTelephone);
});

test("[CA-03] [SE-01] a telephone at a trunk's address is asked for its password, registered or not", async () => {
  await trunk("TLS", { peers: ["127.0.0.1"] });
  const { peer, username } = await telephone();
  const itself = `<sip:${username}@127.0.0.1>`;
  expect(await calls("tls", itself)).toBe(asTelephone);
  expect(await calls("tls", "<sip:p-aaaaaaaaaa@127.0.0.1>")).toBe(asTelephone); // no device, and none given away
  expect((await peer.ask("REGISTER", "")).status).toBe(200);
  expect(await calls("tls", itself)).toBe(asTelephone);
});

test("[CA-22] who calls for help from a trunk's address is asked who they are, and not told that nobody has the number", async () => {
  await trunk("TLS");
  const extension = `<sip:${maria.extension}@127.0.0.1>`; // a telephone that was not registered anew since a start
  expect(await calls("tls", extension)).toBe(asTrunk);
  for (const number of ["112", "*67112"]) expect(await calls("tls", extension, number)).toBe(asTelephone);
});

test("[SE-01] where telephones are registered nobody becomes a trunk by its address alone, whatever they say", async () => {
  await trunk("TCP", { peers: ["127.0.0.1"] });
  expect(await calls("tcp")).toBe(asTrunk);
  const { peer } = await telephone();
  expect((await peer.ask("REGISTER", "")).status).toBe(200);
  expect(await calls("tcp")).toBe(asTelephone);
  expect(await callsByDatagram(0)).toBe(asTelephone);
});

test("[CA-03] a trunk beside telephones is known by the port of its datagrams", async () => {
  const port = await trunk("UDP");
  const { peer } = await telephone();
  expect((await peer.ask("REGISTER", "")).status).toBe(200);
  expect(await callsByDatagram(port)).toBe(asTrunk);
  expect(await callsByDatagram(0)).toBe(asTelephone);
});

test("[CA-03] a trunk beside telephones is known by the connection that the house opened to it", async () => {
  const answered = Promise.withResolvers<number>();
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, part) {
        const text = part.toString("latin1");
        const status = finalIn(text);
        if (status !== undefined) answered.resolve(status);
        else if (text.startsWith("OPTIONS"))
          socket.write(invite("TCP", "<sip:+14155550177@provider.example>"));
      },
    },
  });
  closing.push(() => server.stop(true));
  const { peer } = await telephone();
  expect((await peer.ask("REGISTER", "")).status).toBe(200);
  const definition = { host: "127.0.0.1", port: server.port, transport: "TCP" };
  await house.box.rooms.calling.trunks.put(undefined, trunkSchema.parse({ name: "TCP", definition }));
  expect(await answered.promise).toBe(asTrunk);
});

test("[SE-01] calls to a trunk do not go over a connection that somebody opened from its address and port", async () => {
  const port = freePort();
  const { Socket } = await import("node:net");
  const impostor = new Socket();
  const heard: string[] = [];
  impostor.on("data", (data) => heard.push(data.toString("latin1")));
  await new Promise<void>((resolve) =>
    impostor.connect(
      { host: "127.0.0.1", port: house.box.rooms.sip.ports.tcp, localPort: port, localAddress: "127.0.0.1" },
      resolve,
    ),
  );
  closing.push(() => impostor.destroy());
  const definition = { host: "127.0.0.1", port, transport: "TCP" as const };
  const { trunks } = house.box.rooms.calling;
  const { id } = await trunks.put(undefined, trunkSchema.parse({ name: "TCP", definition }));
  expect((await trunks.probe(id)).connected).toBeUndefined();
  expect(heard).toEqual([]);
});
