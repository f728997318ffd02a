/**
 * Keys are agreed on whatever the path, or a busy machine, does to the handshake (RFC 6347 §4.2), and with nobody but
 * the browser whose certificate was signalled.
 */
import { expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { DtlsClient, type SrtpProfile } from "werift";
import { until } from "../../../../scripts/peers/until.ts";
import { srtpSuites } from "../srtp/suites.ts";
import { createIdentity, DtlsSession, type Identity, type SrtpKeys } from "./dtls.ts";
import { HandshakeOrder } from "./handshake-order.ts";
import { isProven } from "./handshake-proof.ts";

const [house, browser] = [await createIdentity(), await createIdentity()];
const suite = srtpSuites.AEAD_AES_128_GCM;

type Direction = "toHouse" | "toBrowser";
/** What arrives in the place of the datagram of this number, in this direction. */
type Path = (data: Buffer, number: number, direction: Direction) => readonly Buffer[];

interface Client {
  identity?: Identity;
  /** With which it signs, as a thief has another. */
  key?: string;
}

interface Handshake {
  theirs: SrtpKeys;
  /** As they are called in the house. */
  ours: SrtpKeys;
  /** Resolves when the house has answered what the browser says again: everything. */
  answersAgain(): Promise<void>;
  /** What somebody sends from the browser's address. */
  intrude(datagram: Buffer): void;
  readonly hasEnded: boolean;
}

/** A browser and the house over such a path. */
async function shakeHands(path: Path, client: Client = {}): Promise<Handshake> {
  const { identity = browser, key = identity.key } = client;
  const counts: Record<Direction, number> = { toHouse: 0, toBrowser: 0 };
  const said: Buffer[] = [];
  const keys = Promise.withResolvers<SrtpKeys>();
  let hasEnded = false;
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
    fingerprints: [{ algorithm: "sha-256", value: identity.fingerprint }],
    send: (data) => {
      for (const arrived of path(Buffer.from(data), counts.toBrowser++, "toBrowser"))
        queueMicrotask(() => wire.onData(arrived));
    },
    onKeys: keys.resolve,
    onEnd: () => {
      hasEnded = true;
      keys.reject(new Error("it has ended"));
    },
  });
  const dtls = new DtlsClient({
    transport: wire,
    cert: identity.certificate,
    key,
    signatureHash: identity.signatureHash as never, // as in dtls.ts
    srtpProfiles: [suite.profile as SrtpProfile],
    extendedMasterSecret: true,
    certificateRequest: true,
  });
  const connected = Promise.withResolvers<void>();
  dtls.onConnect.once(connected.resolve);
  void dtls.connect();
  const [theirs] = await Promise.all([keys.promise, connected.promise]);
  const { localKey, localSalt, remoteKey, remoteSalt } = dtls.extractSessionKeys(16, suite.saltBytes);
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
    intrude: (datagram) => session.receive(datagram),
    get hasEnded() {
      return hasEnded;
    },
  };
}

const [recordHeader, messageHeader] = [13, 12];

/** The one message of a datagram that is not encrypted, in two pieces of which the later comes first. */
function torn(datagram: Buffer): Buffer[] {
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

const inTheClear = (type: number, body: readonly number[]): Buffer =>
  Buffer.from([type, 254, 253, 0, 0, 0, 0, 0, 0, 0, 99, 0, body.length, ...body]);
/** A whole message of a handshake, in the clear. */
const message = (type: number, sequence: number, body: readonly number[]): Buffer =>
  inTheClear(22, [type, 0, 0, body.length, 0, sequence, 0, 0, 0, 0, 0, body.length, ...body]);
const isMessage = (type: number, datagram: Buffer): boolean =>
  datagram[0] === 22 && datagram.readUInt16BE(3) === 0 && datagram[recordHeader] === type;
const [certificate, certificateVerify, finished] = [11, 15, 20];

test("[CA-25] who has the browser's certificate, and not its key, gets no keys", async () => {
  const thief = await createIdentity();
  await expect(shakeHands((data) => [data], { key: thief.key })).rejects.toThrow("it has ended");
});

test("[CA-25] a signature of something else gives no keys", async () => {
  const handshake = shakeHands((data) => {
    if (isMessage(certificateVerify, data)) data.fill(0x41, data.length - 20);
    return [data];
  });
  await expect(handshake).rejects.toThrow("it has ended");
});

test("[CA-25] what is said last counts under the keys only: in the clear it could be anybody's", async () => {
  const forged = message(
    finished,
    5,
    Array.from({ length: 12 }, () => 0),
  );
  const { theirs, ours } = await shakeHands((data, _number, direction) => {
    const isLast = direction === "toHouse" && data.readUInt16BE(3) === 1;
    return isLast ? [forged, data] : [data]; // keys for the forged one would come before the browser is there
  });
  expect(theirs).toEqual(ours);
});

test("[CA-25] a certificate or a proof that is none proves nothing, and is no error", () => {
  const proofOf = (fragment: Buffer) => [
    { msg_type: certificateVerify, fragment, serialize: () => fragment },
  ];
  const { raw } = new X509Certificate(browser.certificate);
  for (const der of [Buffer.from("no certificate"), Buffer.alloc(0), raw])
    for (const body of [[], [4, 3], [4, 3, 0, 0], [4, 3, 0, 1, 0], [4, 1, 0, 0], [1, 3, 0, 0], [8, 4, 0, 0]])
      expect(isProven(proofOf(Buffer.from(body)), der, Buffer.alloc(48))).toBe(false);
  expect(isProven([], raw, Buffer.alloc(48))).toBe(false);
});

test("[CA-25] nobody ends or begins anew a connection from the browser's address, without its keys", async () => {
  const handshake = await shakeHands((data) => [data]);
  handshake.intrude(inTheClear(63, []));
  handshake.intrude(inTheClear(21, [1, 0])); // close_notify
  handshake.intrude(inTheClear(21, [2, 40]));
  for (const [index, type] of [1, certificate, 16, certificateVerify, finished].entries())
    handshake.intrude(
      message(
        type,
        5 + index,
        Array.from({ length: 40 }, () => 1),
      ),
    );
  await handshake.answersAgain();
  expect(handshake.hasEnded).toBe(false);
});

test("[SE-06] what somebody claims of a message changes nothing of what has come of it, and costs nothing", () => {
  const taken: Buffer[] = [];
  const order = new HandshakeOrder((record) => taken.push(record));
  const hello = [...Array.from({ length: 60 }, (_, at) => at)];
  const fragment = (length: number, offset: number, body: readonly number[]) =>
    inTheClear(22, [1, 0, length >> 8, length & 255, 0, 0, 0, 0, offset, 0, 0, body.length, ...body]);
  order.receive(fragment(60, 0, hello.slice(0, 30)));
  for (let length = 61; length < 4000; length++) {
    order.receive(fragment(length, 0, []));
    order.receive(fragment(length, 0, [9]));
  }
  order.receive(fragment(60, 30, hello.slice(30)));
  expect(taken.map((record) => [...record.subarray(25)])).toEqual([hello]);
  for (let again = 0; again < 50; again++) order.receive(message(1, 0, hello));
  expect(taken.length).toBeLessThan(10);
});
