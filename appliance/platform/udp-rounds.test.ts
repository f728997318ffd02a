/** Sockets whose datagrams are fetched in rounds: all of them, in order, and only as long as they are open. */
import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { until } from "../../scripts/peers/until.ts";
import { OpenDescriptors, openUdp, UdpRounds, type UdpSocket, udpAddress } from "./index.ts";

const here = "127.0.0.1";
const open = (onDatagram: (data: Buffer) => void = () => {}) =>
  openUdp({ address: here, port: 0, onDatagram });
/** What this process has open. */
const descriptors = () => readdirSync("/proc/self/fd").length;
const opened: UdpSocket[] = [];

async function polled(
  rounds: UdpRounds,
  onDatagram: Parameters<UdpSocket["receiveBy"]>[1],
): Promise<UdpSocket> {
  const socket = await open();
  opened.push(socket);
  expect(socket.receiveBy(rounds, onDatagram)).toBe(true);
  return socket;
}

afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

test("[AP-10] a burst of 2,000 datagrams arrives whole, in order, and with where it came from", async () => {
  const heard: number[] = [];
  const sources = new Set<string>();
  const sender = await open();
  const sockets = await Promise.all(
    Array.from({ length: 4 }, (_, index) =>
      polled(new UdpRounds(), (data, port, address) => {
        sources.add(`${address} ${port}`);
        if (index === 0) heard.push(data.readUInt32BE(0));
      }),
    ),
  );
  const packet = Buffer.alloc(172);
  for (let index = 0; index < 2000; index++) {
    packet.writeUInt32BE(index);
    for (const { port } of sockets) expect(sender.send(packet, port, here)).toBe(true);
    if (index % 200 === 199) await until(() => heard.length === index + 1); // a buffer without privileges holds no more
  }
  await until(() => heard.length === 2000);
  expect(heard).toEqual(Array.from({ length: 2000 }, (_, index) => index));
  expect([...sources]).toEqual([`${udpAddress(here)} ${sender.port}`]);
  sender.close();
});

test("[AP-10] what came while the event loop still received is not lost when rounds take over", async () => {
  const heard: string[] = [];
  const socket = await openUdp({ address: here, port: 0, onDatagram: (data) => void heard.push(`${data}`) });
  opened.push(socket);
  const { port } = socket;
  const sender = await open();
  for (let index = 0; index < 50; index++) sender.send(`before ${index}`, port, here);
  socket.receiveBy(new UdpRounds(), (data) => void heard.push(`${data}`));
  for (let index = 0; index < 50; index++) sender.send(`after ${index}`, port, here);
  await until(() => heard.length === 100);
  expect(heard[0]).toBe("before 0");
  expect(heard.at(-1)).toBe("after 49");
  expect(socket.port).toBe(port);
  sender.close();
});

test("[AP-10] a dead peer costs a live one nothing, both ways", async () => {
  let [received, answered] = [0, 0];
  const rounds = new UdpRounds();
  const live = await open(() => answered++);
  const grave = await open();
  const dead = grave.port;
  grave.close();
  const socket: UdpSocket = await polled(rounds, (data, port, address) => {
    received++;
    socket.send(data, dead, here);
    socket.send(data, port, address);
  });
  for (let index = 0; index < 1000; index++) {
    expect(live.send("to the living", socket.port, here)).toBe(true);
    if (index % 50 === 49) await until(() => answered === index + 1); // ICMP answers come in between
  }
  expect([received, answered]).toEqual([1000, 1000]);
  live.close();
});

test("[AP-10] who closes sockets while packets are on the way hears nothing more of them", async () => {
  const rounds = new UdpRounds();
  const before = descriptors();
  const sender = await open();
  let ended = 0;
  let late = 0;
  const sockets: UdpSocket[] = [];
  for (let index = 0; index < 20; index++) {
    let isOpen = true;
    sockets.push(
      await polled(rounds, () => {
        if (!isOpen) late++;
        isOpen = false;
        ended++;
        // Its own, and with the first also one whose packets stand in the same round.
        sockets[index]?.close();
        if (index === 0) sockets[19]?.close();
      }),
    );
  }
  for (let copy = 0; copy < 5; copy++)
    for (const { port } of sockets.toReversed()) sender.send("now", port, here);
  await until(() => ended >= 19);
  // The places are free for others, and these hear what is theirs alone.
  const heard: string[] = [];
  const next = await polled(rounds, (data) => void heard.push(`${data}`));
  sender.send("later", next.port, here);
  await until(() => heard.length > 0);
  expect(heard).toEqual(["later"]);
  expect(late).toBe(0);
  expect(sockets[3]?.send("gone", next.port, here)).toBe(false);
  next.close();
  sender.close();
  for (const socket of sockets) socket.close();
  expect(descriptors()).toBe(before + 1); // the epoll's
});

test("[AP-10] with as many sockets as there is room for, the next one stays with the event loop", async () => {
  const rounds = new UdpRounds(new OpenDescriptors(new SharedArrayBuffer(8))); // the epoll and one socket
  await polled(rounds, () => {});
  const heard = Promise.withResolvers<string>();
  const socket = await open((data) => heard.resolve(`${data}`));
  expect(socket.receiveBy(rounds, () => {})).toBe(false);
  const sender = await open();
  sender.send("by the loop", socket.port, here);
  expect(await heard.promise).toBe("by the loop");
  sender.close();
  socket.close();
});

test("[AP-10] two Workers fetch at once, and what they leave open is closed when they have ended", async () => {
  const before = descriptors();
  const sender = await open();
  const url = new URL("../../scripts/peers/rounds-worker.ts", import.meta.url).href;
  const workers = await Promise.all(
    [1, 2].map(async () => {
      const left = new OpenDescriptors();
      const worker = new Worker(url);
      const ended = new Promise((resolve) => worker.addEventListener("close", resolve));
      const told: unknown[] = [];
      worker.onmessage = ({ data }) => told.push(data);
      worker.postMessage(left.memory);
      await until(() => told.length === 1);
      return { worker, left, ended, told, ports: told[0] as number[] };
    }),
  );
  for (let copy = 0; copy < 50; copy++)
    for (const { ports } of workers) for (const port of ports) sender.send("packet", port, here);
  await until(() => workers.every(({ told }) => told.at(-1) === 50 * 20));
  for (const { worker, left, ended } of workers) {
    worker.terminate();
    await ended;
    left.closeAll();
  }
  sender.close();
  await until(() => descriptors() <= before);
});

test("[AP-10] whoever throws at a datagram is told so, and holds up neither the others of the round nor its own next", async () => {
  const rounds = new UdpRounds();
  const errors: string[] = [];
  const heard: string[] = [];
  const touchy = await openUdp({
    address: here,
    port: 0,
    onDatagram: () => {},
    onError: ({ message }) => void errors.push(message),
  });
  opened.push(touchy);
  touchy.receiveBy(rounds, (data) => {
    if (`${data}` === "thorn") throw new Error("pricked");
    heard.push(`touchy ${data}`);
  });
  const calm = await polled(rounds, (data) => void heard.push(`calm ${data}`));
  const sender = await open();
  opened.push(sender);
  sender.send("thorn", touchy.port, here);
  sender.send("petal", calm.port, here);
  sender.send("petal", touchy.port, here);
  await until(() => heard.length === 2);
  expect(heard.toSorted()).toEqual(["calm petal", "touchy petal"]);
  expect(errors).toEqual(["pricked"]);
});
