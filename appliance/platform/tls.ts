/** The box's own certificate authority, and the certificate it serves from the first boot. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
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

interface KeyPair {
  cert: string;
  key: string;
}

/** A certificate and its key as they lie in `folder`; undefined until they do, and where they are none. */
function stored(folder: string, name: string): KeyPair | undefined {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
  const pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  return belongTogether(pair) ? pair : undefined;
}

function belongTogether({ cert, key }: KeyPair): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Whole or not at all, also where the power goes in between. */
function write(path: string, content: string, mode: number): void {
  writeFileSync(`${path}.new`, content, { mode, flush: true });
  renameSync(`${path}.new`, path);
}

function store(folder: string, name: string, { cert, key }: KeyPair): void {
  write(join(folder, `${name}.key`), key, 0o600);
  write(join(folder, `${name}.pem`), cert, 0o644);
}

/** Whether a stored certificate still serves: it names the host and has a month left. */
function serves(cert: string, host: string, now: number): boolean {
  const certificate = new X509Certificate(cert);
  const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host);
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
