/** The box's own certificate authority, and the certificate it serves from the first boot. */
import "reflect-metadata";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

export interface TlsMaterial {
  /** PEM: the leaf, then the authority. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
  /** PEM of the root that browsers and phones install. */
  authority: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1000;
const authorityName = "CN=Hearth appliance authority";

const pem = (key: ArrayBuffer) => x509.PemConverter.encode(key, "PRIVATE KEY");
const newKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
const exportKey = async (key: CryptoKey) => pem(await crypto.subtle.exportKey("pkcs8", key));
const importKey = (text: string) =>
  crypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(text), algorithm, true, ["sign"]);
const serial = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");

function store(folder: string, name: string, text: string, mode = 0o644): string {
  writeFileSync(join(folder, name), text, { mode });
  return text;
}

async function authorityIn(folder: string, now: number): Promise<{ cert: string; key: CryptoKey }> {
  const [certFile, keyFile] = [join(folder, "authority.pem"), join(folder, "authority.key")];
  if (existsSync(certFile) && existsSync(keyFile))
    return { cert: readFileSync(certFile, "utf8"), key: await importKey(readFileSync(keyFile, "utf8")) };
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: authorityName,
    serialNumber: serial(),
    notBefore: new Date(now - day),
    notAfter: new Date(now + 10 * 365 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  store(folder, "authority.key", await exportKey(keys.privateKey), 0o600);
  return { cert: store(folder, "authority.pem", certificate.toString("pem")), key: keys.privateKey };
}

function namesFor(host: string): x509.JsonGeneralName[] {
  const addresses = Object.values(networkInterfaces()).flatMap(
    (list) => list?.map(({ address }) => address) ?? [],
  );
  const ips = [...new Set([...addresses, "127.0.0.1", "::1"])].filter((address) => !address.includes("%"));
  return [
    ...[...new Set([host, "localhost"])].map((value) => ({ type: "dns" as const, value })),
    ...ips.map((value) => ({ type: "ip" as const, value })),
  ];
}

/** Whether a stored certificate still serves: it names the host and has a month left. */
function serves(cert: string, host: string, now: number): boolean {
  const certificate = new x509.X509Certificate(cert);
  const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  return certificate.notAfter.getTime() - now > 30 * day && names.some(({ value }) => value === host);
}

/** Reads the certificate from `folder`, or makes authority and certificate there. */
export async function loadTls(folder: string, host: string, now: number): Promise<TlsMaterial> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = await authorityIn(folder, now);
  const [certFile, keyFile] = [join(folder, "server.pem"), join(folder, "server.key")];
  if (existsSync(certFile) && existsSync(keyFile)) {
    const cert = readFileSync(certFile, "utf8");
    if (serves(cert, host, now))
      return { cert, key: readFileSync(keyFile, "utf8"), authority: authority.cert };
  }
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: authorityName,
    serialNumber: serial(),
    notBefore: new Date(now - day),
    notAfter: new Date(now + 397 * day), // the longest that browsers accept
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension(namesFor(host)),
      await x509.AuthorityKeyIdentifierExtension.create(new x509.X509Certificate(authority.cert).publicKey),
    ],
  });
  const key = store(folder, "server.key", await exportKey(keys.privateKey), 0o600);
  const cert = store(folder, "server.pem", `${certificate.toString("pem")}\n${authority.cert}`);
  return { cert, key, authority: authority.cert };
}
