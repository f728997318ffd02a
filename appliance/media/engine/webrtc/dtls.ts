/** DTLS 1.2 by werift, always as the server, over whatever carries datagrams; its keys are SRTP's (RFC 5764). */
import { createHash, X509Certificate } from "node:crypto";
import {
  CipherContext,
  DtlsServer,
  HashAlgorithm,
  NamedCurveAlgorithm,
  SignatureAlgorithm,
  type SrtpProfile,
} from "werift";
import { type SrtpSuite, srtpSuites, suiteNames, suiteOfProfile } from "../srtp/suites.ts";
import { HandshakeOrder } from "./handshake-order.ts";
import { isProven } from "./handshake-proof.ts";

/** The certificate of one Worker, made anew at each start; browsers know it by its fingerprint. */
export interface Identity {
  certificate: string;
  key: string;
  signatureHash: { signature: number; hash: number };
  /** SHA-256, as SDP writes it. */
  fingerprint: string;
}

export async function createIdentity(): Promise<Identity> {
  const { certPem, keyPem, signatureHash } = await CipherContext.createSelfSignedCertificateWithKey(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  );
  const { raw } = new X509Certificate(certPem);
  return { certificate: certPem, key: keyPem, signatureHash, fingerprint: fingerprintOf(raw, "sha256") };
}

const fingerprintOf = (certificate: Uint8Array, algorithm: string): string =>
  (createHash(algorithm).update(certificate).digest("hex").match(/../g) ?? []).join(":").toUpperCase();

export interface Fingerprint {
  /** As SDP writes it: `sha-256`. */
  algorithm: string;
  value: string;
}

const hashes: Readonly<Record<string, string>> = {
  "sha-256": "sha256",
  "sha-384": "sha384",
  "sha-512": "sha512",
};

export interface SrtpKeys {
  suite: SrtpSuite;
  /** Key and salt: ours to seal with, theirs to open with. */
  local: Buffer;
  remote: Buffer;
}

/** RFC 7983: what begins with 20 to 63 is DTLS. */
export const isDtls = (data: Buffer): boolean => {
  const first = data[0] ?? 0;
  return first >= 20 && first < 64;
};

export class DtlsSession {
  readonly #server: DtlsServer;
  readonly #order: HandshakeOrder;
  readonly #fingerprints: readonly Fingerprint[];

  /** `onKeys` once the browser has proven that the certificate whose fingerprint it signalled is its own; `onEnd` at every end. */
  constructor(options: {
    identity: Identity;
    fingerprints: readonly Fingerprint[];
    send: (data: Buffer) => void;
    onKeys: (keys: SrtpKeys) => void;
    onEnd: () => void;
  }) {
    const { identity, send } = options;
    this.#fingerprints = options.fingerprints;
    const wire = {
      type: "udp",
      address: { address: "", family: "IPv4", port: 0 },
      closed: false,
      onData: (_data: Buffer) => {},
      send: async (data: Buffer) => send(data),
      close: async () => {},
    };
    this.#order = new HandshakeOrder((data) => wire.onData(data));
    this.#server = new DtlsServer({
      transport: wire,
      cert: identity.certificate,
      key: identity.key,
      signatureHash: identity.signatureHash as never, // werift's own pair of numbers, given back to it
      srtpProfiles: suiteNames.map((suite) => srtpSuites[suite].profile as SrtpProfile),
      extendedMasterSecret: true,
      certificateRequest: true,
    });
    this.#server.onConnect.subscribe(() => {
      const keys = this.#keys();
      if (!keys) return options.onEnd();
      this.#order.secure();
      options.onKeys(keys);
    });
    this.#server.onError.subscribe(options.onEnd);
    this.#server.onClose.subscribe(options.onEnd);
  }

  receive(data: Buffer): void {
    this.#order.receive(data);
  }

  close(): void {
    this.#server.close();
  }

  /** Undefined for a stranger's certificate, for who has not its key, and where no suite is shared. */
  #keys(): SrtpKeys | undefined {
    const { remoteCertificate: certificate, srtp, dtls, cipher } = this.#server;
    const suite = suiteOfProfile(srtp.srtpProfile);
    if (!certificate || !suite || !this.#isSignalled(certificate)) return undefined;
    if (!isProven(dtls.sortedHandshakeCache, certificate, cipher.masterSecret)) return undefined;
    const keys = this.#server.extractSessionKeys(16, srtpSuites[suite].saltBytes);
    return {
      suite,
      local: Buffer.concat([keys.localKey, keys.localSalt]),
      remote: Buffer.concat([keys.remoteKey, keys.remoteSalt]),
    };
  }

  #isSignalled(certificate: Buffer): boolean {
    return this.#fingerprints.some(({ algorithm, value }) => {
      const hash = hashes[algorithm.toLowerCase()];
      return hash !== undefined && fingerprintOf(certificate, hash) === value.toUpperCase();
    });
  }
}
