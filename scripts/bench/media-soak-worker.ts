/** One Worker's life in the soak: many sources are sealed and opened, come and go, beside garbage and messages. */
import { newSrtpKey, SrtpOpener, SrtpSealer } from "../../appliance/media/engine/srtp/context.ts";
import { suiteNames } from "../../appliance/media/engine/srtp/suites.ts";

declare const self: Worker;

const packetBytes = 1100;

function open(turn: number) {
  const suite = suiteNames[turn % suiteNames.length] ?? "AEAD_AES_128_GCM";
  const options = { suite, master: Buffer.from(newSrtpKey(suite), "base64") };
  const packet = Buffer.alloc(packetBytes, turn);
  packet.set([0x80, 96]);
  return { sealer: new SrtpSealer(options), opener: new SrtpOpener(options), packet, sequence: turn };
}

self.onmessage = ({ data: packets }: MessageEvent<number>) => {
  const sessions = Array.from({ length: 50 }, (_, turn) => open(turn));
  let garbage: object[] = [];
  for (let count = 0; count < packets; count++) {
    const turn = count % sessions.length;
    const session = sessions[turn];
    if (!session) continue;
    session.packet.writeUInt16BE(session.sequence++ & 0xffff, 2);
    const plain = session.opener.open(session.sealer.seal(session.packet));
    if (!plain?.equals(session.packet)) throw new Error("what was sealed did not open");
    garbage.push({ plain, more: new Uint8Array(count % 512) });
    if (count % 5000 === 0) {
      garbage = [];
      session.sealer.close();
      session.opener.close();
      sessions[turn] = open(count);
    }
    if (count % 100_000 === 0) Bun.gc(true);
  }
  self.postMessage(packets);
};
