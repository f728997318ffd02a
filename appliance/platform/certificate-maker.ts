/** Makes what the box proves itself by: its own authority, and the certificate that this signs. */
import "reflect-metadata";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import * as x509 from "@peculiar/x509";

/** A certificate and its key, both PEM (the key PKCS #8). */
export interface Made {
  cert: string;
  key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1000;
const authorityName = "CN=Hearth appliance authority";

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
const exportKey = async (key: CryptoKey) =>
  x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
const importKey = (text: string) =>
  crypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(text), algorithm, true, ["sign"]);
const serial = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");

/** @param now milliseconds since the epoch; it holds from the day before, for ten years */
export async function makeAuthority(now: number): Promise<Made> {
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
  return { cert: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

/** For this host and every address of the machine. */
export async function makeCertificate(host: string, authority: Made, now: number): Promise<Made> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: authorityName,
    serialNumber: serial(),
    notBefore: new Date(now - day),
    notAfter: new Date(now + 397 * day), // the longest that browsers accept
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
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
  return { cert: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

function namesFor(host: string): x509.JsonGeneralName[] {
  const addresses = Object.values(networkInterfaces()).flatMap(
    (list) => list?.map(({ address }) => address) ?? [],
  );
  const isAddress = isIP(host) !== 0;
  const known = [...(isAddress ? [host] : []), ...addresses, "127.0.0.1", "::1"];
  const ips = [...new Set(known)].filter((address) => !address.includes("%"));
  const names = [...new Set([...(isAddress ? [] : [host]), "localhost"])];
  return [
    ...names.map((value) => ({ type: "dns" as const, value })),
    ...ips.map((value) => ({ type: "ip" as const, value })),
  ];
}
