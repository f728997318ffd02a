import { expect, test } from "bun:test";
import { until } from "../../scripts/peers/until.ts";
import { openUdp, UdpBatch } from "./index.ts";

test("[AP-10] a dead peer costs a live one nothing: all 2,000 datagrams arrive", async () => {
  const total = 2000;
  let received = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const live = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: () => ++received === total && resolve(),
  });
  const grave = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: () => {} });
  const deadPort = grave.port;
  grave.close();

  const errors: Error[] = [];
  const sender = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: () => {},
    onError: (error) => errors.push(error),
  });
  for (let index = 0; index < total; index++) {
    sender.send("to the dead", deadPort, "127.0.0.1");
    sender.send("to the living", live.port, "127.0.0.1");
    if (index % 50 === 49) await new Promise(setImmediate); // lets the ICMP answers come in between
  }
  await all;
  expect(received).toBe(total);
  expect(errors).toEqual([]);
  sender.close();
  live.close();
});

test("[AP-10] of a batch, what has no way out of the house is told of, and the rest arrives", async () => {
  const heard = Promise.withResolvers<string>();
  const live = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: (data) => heard.resolve(`${data}`),
  });
  const sender = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: () => {} });
  const batch = new UdpBatch(sender.descriptor);
  const refused: string[] = [];
  const send = (text: string, address: number, port: number) => {
    batch.memory.bytes.write(text, batch.slot());
    batch.commit(text.length, { address, port }, () => void refused.push(text));
  };
  send("nowhere", 0xc0000201, 5060); // 192.0.2.1 (RFC 5737), which loopback does not lead to
  send("here", 0x7f000001, live.port);
  expect(await heard.promise).toBe("here");
  expect([refused, batch.dropped]).toEqual([["nowhere"], 1]);
  batch.close();
  sender.close();
  live.close();
});

test("[AP-10] a batch for several places arrives whole, in order at each, whatever the lengths", async () => {
  const places = await Promise.all(
    [0, 1, 2].map(async () => {
      const heard: number[][] = [];
      const socket = await openUdp({
        address: "127.0.0.1",
        port: 0,
        onDatagram: (data) => void heard.push([data.readUInt16BE(), data.length]),
      });
      return { heard, sent: [] as number[][], socket, to: { address: 0x7f000001, port: socket.port } };
    }),
  );
  const sender = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: () => {} });
  const batch = new UdpBatch(sender.descriptor);
  const lengths = [1100, 1100, 1100, 1099, 60, 2, 1100, 2048];
  for (let round = 0; round < 40; round++) {
    for (let number = 0; number < 60; number++) {
      const place = places[(number * 7 + round) % (1 + (round % 3))] as (typeof places)[number];
      const length = lengths[((number >> 2) + round) % lengths.length] ?? 2;
      batch.memory.bytes.writeUInt16BE(number, batch.slot());
      batch.commit(length, place.to);
      place.sent.push([number, length]);
    }
    batch.flush();
    await until(() => places.every(({ heard, sent }) => heard.length === sent.length));
  }
  for (const { heard, sent } of places) expect(heard).toEqual(sent);
  expect(batch.dropped).toBe(0);
  batch.close();
  for (const socket of [sender, ...places.map((place) => place.socket)]) socket.close();
});

test("[AP-10] of several for one place that there is no way to, each is told of", async () => {
  const sender = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: () => {} });
  const batch = new UdpBatch(sender.descriptor);
  const to = { address: 0xc0000201, port: 5060 }; // 192.0.2.1 (RFC 5737)
  const refused: number[] = [];
  for (let number = 0; number < 5; number++)
    batch.commit(100, to, () => {
      refused.push(number);
      if (refused.length === 1) batch.commit(100, to, () => void refused.push(9)); // who is told may send
    });
  batch.flush();
  await until(() => refused.length === 6);
  expect(refused).toEqual([0, 1, 2, 3, 4, 9]);
  expect(batch.dropped).toBe(6);
  batch.close();
  sender.close();
});

test("[AP-10] a datagram too large for UDP is refused with an error, not a crash", async () => {
  const errors: Error[] = [];
  const sender = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: () => {},
    onError: (error) => errors.push(error),
  });
  expect(sender.send(new Uint8Array(70_000), 9, "127.0.0.1")).toBe(false);
  expect(errors).toHaveLength(1);
  sender.close();
});

test("[SE-01] a port that there is not is refused with an error, and the next datagram leaves", async () => {
  const errors: Error[] = [];
  const heard = Promise.withResolvers<string>();
  const live = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: (data) => heard.resolve(`${data}`),
  });
  const sender = await openUdp({
    address: "127.0.0.1",
    port: 0,
    onDatagram: () => {},
    onError: (error) => errors.push(error),
  });
  for (const port of [65_536, 70_000, -1])
    expect(sender.send(Buffer.from("lost"), port, "127.0.0.1")).toBe(false);
  expect(errors).toHaveLength(3);
  expect(sender.send(Buffer.from("here"), live.port, "127.0.0.1")).toBe(true);
  expect(await heard.promise).toBe("here");
  sender.close();
  live.close();
});
