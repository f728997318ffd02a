/**
 * The keys of the signed-in person, fetched from the key service and held as non-extractable WebCrypto keys:
 * they arrive wrapped under an ECDH secret and are unwrapped by the browser itself, so that no script sees
 * their bytes.
 */
import { api, call } from "../api/client.ts";
import { fromBase64Url, toBase64Url } from "./encoding.ts";

const curve = { name: "ECDH", namedCurve: "P-256" } as const;
const info = new TextEncoder().encode("hearth key delivery v1");
const largestRequest = 500;

/** How a keyring reaches the key service; public keys are raw P-256 points, base64url. */
export interface KeyExchange {
  create(publicKey: string): Promise<Delivery>;
  personal(publicKey: string): Promise<Delivery>;
  deliver(publicKey: string, keys: string[]): Promise<Delivery>;
  index(publicKey: string, resources: string[]): Promise<Delivery>;
}

/** Where keys are kept between two pages; CryptoKeys go in and out, never their bytes. */
export interface KeyChest {
  /** Those of these keys that are kept. */
  keys(ids: readonly string[]): Promise<ReadonlyMap<string, CryptoKey>>;
  keepKeys(keys: ReadonlyMap<string, CryptoKey>): Promise<void>;
}

const noChest: KeyChest = { keys: async () => new Map(), keepKeys: async () => {} };

export const overHttp: KeyExchange = {
  create: (publicKey) => call(api.keys.new.$post({ json: { publicKey } })),
  personal: (publicKey) => call(api.keys.personal.$post({ json: { publicKey } })),
  deliver: (publicKey, keys) => call(api.keys.$post({ json: { publicKey, keys } })),
  index: (publicKey, resources) => call(api.keys.blinding.$post({ json: { publicKey, resources } })),
};

interface Delivery {
  publicKey: string;
  keys: { id: string; wrapped: string }[];
}

export class KeyUnavailable extends Error {
  override readonly name = "KeyUnavailable";
}

/** What an unwrapped key is for. */
const purposes = {
  content: { algorithm: "AES-GCM", usages: ["encrypt", "decrypt"] },
  index: { algorithm: { name: "HMAC", hash: "SHA-256" }, usages: ["sign"] },
} as const;

async function unwrapDelivery(
  own: CryptoKey,
  delivery: Delivery,
  purpose: keyof typeof purposes,
): Promise<Map<string, CryptoKey>> {
  const service = await crypto.subtle.importKey("raw", fromBase64Url(delivery.publicKey), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: service }, own, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const wrapper = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["unwrapKey"],
  );
  const unwrapped = await Promise.all(
    delivery.keys.map(async ({ id, wrapped }) => {
      const bytes = fromBase64Url(wrapped);
      const algorithm = {
        name: "AES-GCM",
        iv: bytes.subarray(0, 12),
        additionalData: new TextEncoder().encode(id),
      };
      const key = await crypto.subtle.unwrapKey(
        "raw",
        bytes.subarray(12),
        wrapper,
        algorithm,
        purposes[purpose].algorithm,
        false,
        purposes[purpose].usages,
      );
      return [id, key] as const;
    }),
  );
  return new Map(unwrapped);
}

export class Keyring {
  readonly #service: KeyExchange;
  readonly #chest: KeyChest;
  readonly #keys = new Map<string, Promise<CryptoKey>>();
  readonly #indexKeys = new Map<string, CryptoKey>();
  #personal: Promise<string> | undefined;
  #wanted = new Map<string, PromiseWithResolvers<CryptoKey>>();

  constructor(service: KeyExchange = overHttp, chest: KeyChest = noChest) {
    this.#service = service;
    this.#chest = chest;
  }

  /** The key with this id; those asked for in one turn travel in one request. */
  get(id: string): Promise<CryptoKey> {
    const known = this.#keys.get(id);
    if (known) return known;
    if (this.#wanted.size === 0) setTimeout(() => this.#fetch());
    const pending = Promise.withResolvers<CryptoKey>();
    this.#wanted.set(id, pending);
    this.#keys.set(id, pending.promise);
    pending.promise.catch(() => this.#keys.delete(id)); // asked for again later, it may have been granted
    return pending.promise;
  }

  /** A new key that nothing uses yet. */
  create(): Promise<string> {
    return this.#obtain((publicKey) => this.#service.create(publicKey));
  }

  /** The key that only this person has. */
  personal(): Promise<string> {
    this.#personal ??= this.#obtain((publicKey) => this.#service.personal(publicKey));
    return this.#personal;
  }

  async #obtain(send: (publicKey: string) => Promise<Delivery>): Promise<string> {
    const [made] = await this.#exchange(send);
    const [id, key] = made ?? [];
    if (!id || !key) throw new KeyUnavailable("The key service gave no key.");
    this.#keys.set(id, Promise.resolve(key));
    await this.#chest.keepKeys(new Map([[id, key]]));
    return id;
  }

  /** The keys that blind the words of these spaces, by space; those that may not be had are left out. */
  async indexKeys(spaces: readonly string[]): Promise<Map<string, CryptoKey>> {
    const missing = spaces.filter((space) => !this.#indexKeys.has(space));
    for (let from = 0; from < missing.length; from += largestRequest) {
      const part = missing.slice(from, from + largestRequest);
      const delivered = await this.#exchange((publicKey) => this.#service.index(publicKey, part), "index");
      for (const [id, key] of delivered) this.#indexKeys.set(id.slice("index:".length), key);
    }
    return new Map(
      spaces.flatMap((space) => {
        const key = this.#indexKeys.get(space);
        return key ? [[space, key] as const] : [];
      }),
    );
  }

  async #exchange(
    send: (publicKey: string) => Promise<Delivery>,
    purpose: keyof typeof purposes = "content",
  ): Promise<Map<string, CryptoKey>> {
    const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return unwrapDelivery(pair.privateKey, await send(toBase64Url(publicKey)), purpose);
  }

  async #fetch(): Promise<void> {
    const asked = [...this.#wanted];
    this.#wanted = new Map();
    const kept = await this.#chest.keys(asked.map(([id]) => id));
    const wanted = asked.filter(([id, { resolve }]) => {
      const key = kept.get(id);
      if (key) resolve(key);
      return !key;
    });
    for (let from = 0; from < wanted.length; from += largestRequest) {
      const part = wanted.slice(from, from + largestRequest);
      try {
        const keys = part.map(([id]) => id);
        const delivered = await this.#exchange((publicKey) => this.#service.deliver(publicKey, keys));
        void this.#chest.keepKeys(delivered);
        for (const [id, { resolve, reject }] of part) {
          const key = delivered.get(id);
          if (key) resolve(key);
          else reject(new KeyUnavailable("The key service did not give this key."));
        }
      } catch (error) {
        for (const [, { reject }] of part) reject(error);
      }
    }
  }
}
