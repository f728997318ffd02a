/** Keys are agreed on whatever the path, or a busy machine, does to the handshake (RFC 6347 §4.2). */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { DtlsClient, type SrtpProfile } from "werift";
import { until } from "../../../../scripts/peers/until.ts";
import { srtpSuites } from "../srtp/suites.ts";
import { createIdentity, DtlsSession, type SrtpKeys } from "./dtls.ts";
import { HandshakeOrder } from "./handshake-order.ts";

const [house, browser] = [await createIdentity(), await createIdentity()];
const suite = srtpSuites.AEAD_AES_128_GCM;

type Direction = "toHouse" | "toBrowser";
/** What arrives in the place of the datagram of this number, in this direction. */
type Path = (data: Buffer, number: number, direction: Direction) => readonly Buffer[];

interface Handshake {
  theirs: SrtpKeys;
  /** As they are called in the house. */
  ours: SrtpKeys;
  /** Resolves when the house has answered what the browser says again: everything. */
  answersAgain(): Promise<void>;
}

/** A browser and the house over such a path. */
async function shakeHands(path: Path): Promise<Handshake> {
  const counts: Record<Direction, number> = { toHouse: 0, toBrowser: 0 };
  const said: Buffer[] = [];
  const keys = Promise.withResolvers<SrtpKeys>();
  const wire = {
    type: "udp",
    address: { address: "", family: "IPv4", port: 0 },
    closed: false,
    onData: (_data: Buffer) => {},
    async send(data: Buffer) {
      said.push(data);
      for (const arrived of path(data, counts.toHouse++, "toHouse")) session.receive(arrived);
    },
    close: async () => {},
  };
  const session = new DtlsSession({
    identity: house,
    fingerprints: [{ algorithm: "sha-256", value: browser.fingerprint }],
    send: (data) => {
      for (const arrived of path(Buffer.from(data), counts.toBrowser++, "toBrowser"))
        queueMicrotask(() => wire.onData(arrived));
    },
    onKeys: keys.resolve,
    onEnd: () => keys.reject(new Error("it has ended")),
  });
  const client = new DtlsClient({
    transport: wire,
    cert: browser.certificate,
    key: browser.key,
    signatureHash: browser.signatureHash as never, // as in dtls.ts
    srtpProfiles: [suite.profile as SrtpProfile],
    extendedMasterSecret: true,
    certificateRequest: true,
  });
  const connected = Promise.withResolvers<void>();
  client.onConnect.once(connected.resolve);
  void client.connect();
  const [theirs] = await Promise.all([keys.promise, connected.promise]);
  const { localKey, localSalt, remoteKey, remoteSalt } = client.extractSessionKeys(16, suite.saltBytes);
  const ours: SrtpKeys = {
    suite: "AEAD_AES_128_GCM",
    local: Buffer.concat([remoteKey, remoteSalt]),
    remote: Buffer.concat([localKey, localSalt]),
  };
  return {
    theirs,
    ours,
    async answersAgain() {
      const before = counts.toBrowser;
      for (const data of said) session.receive(data);
      await until(() => counts.toBrowser > before);
    },
  };
}

/** The one message of a datagram that is not encrypted, in two pieces of which the later comes first. */
function torn(datagram: Buffer): Buffer[] {
  const [recordHeader, messageHeader] = [13, 12];
  const whole = datagram.length - recordHeader - messageHeader;
  const piece = (from: number, to: number) => {
    const heads = Buffer.from(datagram.subarray(0, recordHeader + messageHeader));
    heads.writeUInt16BE(messageHeader + to - from, 11);
    heads.writeUIntBE(from, recordHeader + 6, 3);
    heads.writeUIntBE(to - from, recordHeader + 9, 3);
    return Buffer.concat([heads, datagram.subarray(heads.length + from, heads.length + to)]);
  };
  return [piece(20, whole), piece(0, 20)];
}

test("[CA-02] over a path that keeps everything", async () => {
  const { theirs, ours } = await shakeHands((data) => [data]);
  expect(theirs).toEqual(ours);
});

test("[CA-02] what a browser said again meanwhile is read with the first, by a machine that was busy", async () => {
  const said: Buffer[] = [];
  const { theirs, ours } = await shakeHands((data, number, direction) => {
    if (direction === "toBrowser") return [data];
    said.push(data);
    const isFinished = number === 6; // after certificate, key exchange, verification and change of cipher
    return isFinished ? [...said.slice(2), ...said.slice(2)] : number < 2 ? [data, data] : [];
  });
  expect(theirs).toEqual(ours);
});

test("[CA-02] whose last answer was lost says everything again, is answered, and undoes nothing", async () => {
  const { theirs, ours, answersAgain } = await shakeHands((data) => [data]);
  await answersAgain();
  expect(theirs).toEqual(ours);
});

test("[CA-02] messages come in pieces, and the later one first", async () => {
  const { theirs, ours } = await shakeHands((data, number, direction) =>
    direction === "toHouse" && number < 5 ? torn(data) : [data],
  );
  expect(theirs).toEqual(ours);
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  "[CA-02] the browser's datagram %d is lost",
  async (lost) => {
    const { theirs, ours } = await shakeHands((data, number, direction) =>
      direction === "toHouse" && number === lost ? [] : [data],
    );
    expect(theirs).toEqual(ours);
  },
  20_000,
);

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  "[CA-02] the house's datagram %d is lost",
  async (lost) => {
    const { theirs, ours } = await shakeHands((data, number, direction) =>
      direction === "toBrowser" && number === lost ? [] : [data],
    );
    expect(theirs).toEqual(ours);
  },
  20_000,
);

test("[CA-02] rubbish is dropped, and nothing is kept of it without end", () => {
  const taken: Buffer[] = [];
  const order = new HandshakeOrder((data) => taken.push(data));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(20, 21, 22, 23, 63), (bytes, type) => {
      order.receive(Buffer.from(bytes));
      order.receive(Buffer.from([type, ...bytes]));
      const record = Buffer.from([type, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
      order.receive(record);
    }),
  );
  for (const record of taken) expect(record.length).toBeGreaterThanOrEqual(13);
});
