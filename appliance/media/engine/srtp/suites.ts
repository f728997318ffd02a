/** The SRTP suites of the house, by their SDES names (RFC 4568 §6.2, RFC 7714 §14.2) and DTLS profiles (RFC 5764). */
import { createCipheriv } from "node:crypto";

export type SrtpSuite = "AEAD_AES_128_GCM" | "AES_CM_128_HMAC_SHA1_80";

interface SuiteDescription {
  saltBytes: 12 | 14;
  tagBytes: number;
  /** use_srtp profile of DTLS. */
  profile: number;
}

/** Best first. */
export const srtpSuites: Readonly<Record<SrtpSuite, SuiteDescription>> = {
  AEAD_AES_128_GCM: { saltBytes: 12, tagBytes: 16, profile: 7 },
  AES_CM_128_HMAC_SHA1_80: { saltBytes: 14, tagBytes: 10, profile: 1 },
};

export const suiteNames = Object.keys(srtpSuites) as SrtpSuite[];
export const isSrtpSuite = (name: string): name is SrtpSuite => name in srtpSuites;
export const suiteOfProfile = (profile: number | undefined): SrtpSuite | undefined =>
  suiteNames.find((name) => srtpSuites[name].profile === profile);

const keyBytes = 16;
export const masterBytes = (suite: SrtpSuite): number => keyBytes + srtpSuites[suite].saltBytes;

export interface SessionKeys {
  cipher: Buffer;
  salt: Buffer;
  authentication: Buffer;
}

/** RFC 3711 §4.3.1 (for GCM with the salt padded to 112 bits, RFC 7714 §11); label 0–2 for RTP, 3–5 for RTCP. */
export function deriveKeys(suite: SrtpSuite, master: Buffer, rtcp: boolean): SessionKeys {
  const { saltBytes } = srtpSuites[suite];
  const key = master.subarray(0, keyBytes);
  const derive = (label: number, length: number) => {
    const iv = Buffer.alloc(16);
    master.copy(iv, 0, keyBytes, keyBytes + saltBytes);
    iv[7] = (iv[7] ?? 0) ^ label;
    return createCipheriv("aes-128-ctr", key, iv).update(Buffer.alloc(length));
  };
  const first = rtcp ? 3 : 0;
  return {
    cipher: derive(first, keyBytes),
    authentication: derive(first + 1, 20),
    salt: derive(first + 2, saltBytes),
  };
}
