/** The box's own certificate authority, and the certificate it serves from the first boot. */
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface TlsMaterial {
  /** PEM: the leaf, then the authority. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
  /** PEM of the root that browsers and phones install. */
  authority: string;
}

const day = 24 * 60 * 60 * 1000;

/** A certificate and its key as they lie in `folder`; undefined until they do. */
function stored(folder: string, name: string): { cert: string; key: string } | undefined {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
  return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
}

function store(folder: string, name: string, { cert, key }: { cert: string; key: string }): void {
  writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.pem`), cert, { mode: 0o644 });
}

/** Whether a stored certificate still serves: it names the host and has a month left. */
function serves(cert: string, host: string, now: number): boolean {
  const certificate = new X509Certificate(cert);
  const named = certificate.checkHost(host) ?? certificate.checkIP(host);
  return named !== undefined && Date.parse(certificate.validTo) - now > 30 * day;
}

/** Reads the certificate from `folder`, or makes authority and certificate there. */
export async function loadTls(folder: string, host: string, now: number): Promise<TlsMaterial> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = stored(folder, "authority");
  const server = stored(folder, "server");
  if (known && server && serves(server.cert, host, now)) return { ...server, authority: known.cert };
  // Loaded when it is needed, because that takes a tenth of a second of every start.
  const { makeAuthority, makeCertificate } = await import("./certificate-maker.ts");
  const authority = known ?? (await makeAuthority(now));
  if (!known) store(folder, "authority", authority);
  const { cert, key } = await makeCertificate(host, authority, now);
  const made = { cert: `${cert}\n${authority.cert}`, key };
  store(folder, "server", made);
  return { ...made, authority: authority.cert };
}
