/** A Worker with 20 sockets fetched in rounds: tells their ports, and how many datagrams have come so far. */
import { OpenDescriptors, openUdp, UdpRounds } from "../../appliance/platform/for-workers.ts";

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<SharedArrayBuffer>) => {
  const rounds = new UdpRounds(new OpenDescriptors(data));
  let heard = 0;
  const ports: number[] = [];
  for (let index = 0; index < 20; index++) {
    const socket = await openUdp({ address: "127.0.0.1", port: 0, onDatagram() {} });
    socket.receiveBy(rounds, () => self.postMessage(++heard));
    ports.push(socket.port);
  }
  self.postMessage(ports);
};
