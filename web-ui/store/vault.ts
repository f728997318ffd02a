/**
 * What the browser keeps of one person for when the appliance cannot be reached: answers, messages and what is
 * still to be sent, with titles and texts as ciphertext, and the keys as CryptoKeys whose bytes no script can
 * read. Emptied at sign-out. Where the browser keeps nothing (a private window), everything here does nothing.
 */
import type { Message } from "../../appliance/messaging/index.ts";
import type { Refusal } from "./message-view.ts";

const name = "hearth";
const version = 2;
/** Milliseconds that messages are kept. */
const keptFor = 7 * 24 * 3600 * 1000;

/** A message on its way; its content and the words in its files are sealed. */
export interface Outgoing {
  id: string;
  space: string;
  parent: string | null;
  createdAt: number;
  /** Compact JWE, bound to the space and the id. */
  sealed: string;
  /** Why it was not taken: it stays until its author sends it again or discards it. */
  refusal?: Refusal | undefined;
}

/** Something drawn on its way to a board. */
export interface KeptStroke {
  id: string;
  board: string;
  space: string;
  /** Compact JWE, bound to the space and the board. */
  sealed: string;
}

const promised = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const stores = ["answers", "keys", "messages", "outbox", "strokes"] as const;
type StoreName = (typeof stores)[number];

/** In the order in which they were put in, found by their ids. */
function createQueue(db: IDBDatabase, of: StoreName): void {
  db.createObjectStore(of, { keyPath: "order", autoIncrement: true }).createIndex("id", "id", {
    unique: true,
  });
}

/** @param from the version that the browser has; 0 for none */
function upgrade(db: IDBDatabase, from: number): void {
  if (from < 1) {
    db.createObjectStore("answers");
    db.createObjectStore("keys");
    const messages = db.createObjectStore("messages", { keyPath: "id" });
    messages.createIndex("space", "space");
    messages.createIndex("createdAt", "createdAt");
    createQueue(db, "outbox");
  }
  if (from < 2) createQueue(db, "strokes");
}

/** Loads something from the appliance or from what was kept of it. */
export type Ask = <T>(name: string, load: () => Promise<T>) => Promise<T>;

export class NotKept extends Error {
  override readonly name = "NotKept";
}

export class Vault {
  readonly #db: IDBDatabase | undefined;
  #closed = false;

  private constructor(db: IDBDatabase | undefined) {
    this.#db = db;
  }

  static async open(): Promise<Vault> {
    try {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
      const blocked = new Promise<never>((_, reject) => {
        request.onblocked = () => reject(new Error("a tab with an older app holds it"));
      });
      const db = await Promise.race([promised(request), blocked]);
      db.onversionchange = () => db.close(); // a newer app in another tab wants it
      const vault = new Vault(db);
      void vault.#forgetOld();
      return vault;
    } catch {
      return new Vault(undefined); // the browser keeps nothing: the app works with a connection
    }
  }

  /** Asks the appliance, and keeps what it answered. */
  readonly keep: Ask = async (of, load) => {
    const answer = await load();
    void this.#write("answers", (store) => store.put(answer, of));
    return answer;
  };

  /** Answers with what was kept; throws NotKept. */
  readonly recall: Ask = async <T>(of: string): Promise<T> => {
    const found = await this.#read<T>("answers", (store) => store.get(of));
    if (found === undefined) throw new NotKept(of);
    return found;
  };

  /** In one transaction: a person may have thousands of spaces, and each transaction costs. */
  async keys(ids: readonly string[]): Promise<ReadonlyMap<string, CryptoKey>> {
    const found = await this.#inStore("keys", (store) =>
      Promise.all(ids.map(async (id) => [id, await promised<CryptoKey | undefined>(store.get(id))] as const)),
    );
    return new Map((found ?? []).flatMap(([id, key]) => (key ? [[id, key] as const] : [])));
  }

  keepKeys(keys: ReadonlyMap<string, CryptoKey>): Promise<void> {
    return this.#write("keys", (store) => {
      for (const [id, key] of keys) store.put(key, id);
    });
  }

  /** In their order; of the space's conversation, or of one thread in it. */
  async messages(space: string, thread: string | undefined): Promise<Message[]> {
    const found = await this.#read<Message[]>("messages", (store) => store.index("space").getAll(space));
    return (found ?? []).filter(({ parent }) => parent === (thread ?? null)).sort((a, b) => a.seq - b.seq);
  }

  keepMessages(messages: readonly Message[]): Promise<void> {
    const since = Date.now() - keptFor;
    return this.#write("messages", (store) => {
      for (const message of messages) if (message.createdAt >= since) store.put(message);
    });
  }

  /** What is still to be sent, in the order in which it was written. */
  async outgoing(): Promise<Outgoing[]> {
    return (await this.#read<Outgoing[]>("outbox", (store) => store.getAll())) ?? [];
  }

  addOutgoing(item: Outgoing): Promise<void> {
    return this.#write("outbox", (store) => void store.add(item));
  }

  /** Keeps why a message was not taken; undefined lets it go on its way again. */
  async refuseOutgoing(id: string, refusal: Refusal | undefined): Promise<void> {
    const item = await this.#read<Outgoing>("outbox", (store) => store.index("id").get(id));
    if (item) await this.#write("outbox", (store) => void store.put({ ...item, refusal }));
  }

  removeOutgoing(id: string): Promise<void> {
    return this.#removeFrom("outbox", id);
  }

  /** What was drawn and is still to be sent, in its order. */
  async strokes(): Promise<KeptStroke[]> {
    return (await this.#read<KeptStroke[]>("strokes", (store) => store.getAll())) ?? [];
  }

  async hasStrokes(): Promise<boolean> {
    return ((await this.#read<number>("strokes", (store) => store.count())) ?? 0) > 0;
  }

  addStroke(stroke: KeptStroke): Promise<void> {
    return this.#write("strokes", (store) => void store.add(stroke));
  }

  removeStroke(id: string): Promise<void> {
    return this.#removeFrom("strokes", id);
  }

  /** Forgets everything, and keeps nothing that is still on its way here. */
  async empty(): Promise<void> {
    const emptied = Promise.all(stores.map((of) => this.#write(of, (store) => void store.clear())));
    this.#closed = true;
    await emptied;
    this.#db?.close();
  }

  async #removeFrom(queue: "outbox" | "strokes", id: string): Promise<void> {
    const order = await this.#read<IDBValidKey>(queue, (store) => store.index("id").getKey(id));
    if (order) await this.#write(queue, (store) => void store.delete(order));
  }

  #read<T>(of: StoreName, run: (store: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    return this.#inStore(of, (store) => promised(run(store)) as Promise<T | undefined>);
  }

  async #inStore<T>(of: StoreName, run: (store: IDBObjectStore) => Promise<T>): Promise<T | undefined> {
    if (!this.#db || this.#closed) return undefined;
    try {
      return await run(this.#db.transaction(of).objectStore(of));
    } catch {
      return undefined; // a database that was deleted under us keeps nothing
    }
  }

  async #write(of: StoreName, run: (store: IDBObjectStore) => void): Promise<void> {
    if (!this.#db || this.#closed) return;
    try {
      const transaction = this.#db.transaction(of, "readwrite", { durability: "relaxed" });
      run(transaction.objectStore(of));
      transaction.commit(); // without waiting for the answers: the page may be left now
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      // The disk is full: what cannot be kept is asked for again with a connection.
    }
  }

  async #forgetOld(): Promise<void> {
    const old = IDBKeyRange.upperBound(Date.now() - keptFor);
    const keys = await this.#read<IDBValidKey[]>("messages", (store) =>
      store.index("createdAt").getAllKeys(old),
    );
    await this.#write("messages", (store) => {
      for (const key of keys ?? []) store.delete(key);
    });
  }
}
