import { expect, test } from "bun:test";
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
