/**
 * A push service (RFC 8030) with a browser behind it: checks the sender's signature (RFC 8292) and decrypts what
 * came (RFC 8188, 8291) by its own code, so that the appliance's is not tested against itself.
 */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { loadTls } from "../../appliance/platform/index.ts";

export interface Arrived {
  path: string;
  headers: Headers;
  /** Of the signed token. */
  claims: { aud: string; exp: number; sub: string };
  /** The sender's key, base64url. */
  sender: string;
  text: string;
}

export async function pushService(folder: string) {
  const tls = await loadTls(folder, "localhost", Date.now());
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const arrived: Arrived[] = [];
  let answer = 201;
  let told = Promise.withResolvers<Arrived>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { cert: tls.cert, key: tls.key },
    async fetch(request) {
      const { claims, sender } = await verified(request.headers.get("Authorization") ?? "");
      const text = decrypt(Buffer.from(await request.arrayBuffer()), browser, auth);
      const entry = { path: new URL(request.url).pathname, headers: request.headers, claims, sender, text };
      arrived.push(entry);
      told.resolve(entry);
      told = Promise.withResolvers();
      return new Response(null, { status: answer });
    },
  });
  return {
    host: `localhost:${server.port}`,
    authority: tls.authority,
    arrived,
    /** The next message that comes from now on. */
    next: () => told.promise,
    /** What it answers from now on. */
    answerWith(status: number) {
      answer = status;
    },
    subscription: (name: string) => ({
      endpoint: `https://localhost:${server.port}/${name}`,
      keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    }),
    close: () => server.stop(true),
  };
}

/** `vapid t=<JWT>, k=<key>`: throws unless the key signed the token. */
async function verified(authorization: string): Promise<Pick<Arrived, "claims" | "sender">> {
  const [, token = "", sender = ""] = /^vapid t=([\w.-]+), *k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("raw", Buffer.from(sender, "base64url"), algorithm, false, [
    "verify",
  ]);
  const valid = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    Buffer.from(signature, "base64url"),
    Buffer.from(`${header}.${claims}`),
  );
  if (!valid) throw new Error("the signature is not the sender's");
  return { claims: JSON.parse(Buffer.from(claims, "base64url").toString()), sender };
}

/** One record of aes128gcm: salt (16), record size (4), length of the key (1), the sender's key, ciphertext. */
function decrypt(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const material = Buffer.from(hkdfSync("sha256", browser.computeSecret(sender), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync("sha256", material, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const cipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  cipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}
