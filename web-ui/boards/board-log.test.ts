/** A snapshot takes the place of operations: it never says that it holds one which was not shown. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { encryptContent } from "../crypto/content.ts";
import { type Keyring, KeyUnavailable } from "../crypto/keyring.ts";
import type { Session } from "../store/session.ts";
import { BoardLog } from "./board-log.ts";

const board = "11111111-1111-4111-8111-111111111111";
const binding = { sp: "space", mid: board };
const realFetch = globalThis.fetch;
const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const ring = { get: async () => key } as unknown as Keyring;

/** What the page asked to be stored as a snapshot: up to which operation, and what. */
let snapshots: number[] = [];
const shown: unknown[] = [];

beforeEach(() => {
  snapshots = [];
  shown.length = 0;
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** A log of three operations, whose keys are had as `keyFor` says. */
async function log(keyFor: (number: number) => Promise<CryptoKey>) {
  const operations = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const body = await encryptContent(ring, `key-${number}`, binding, `change ${number}`);
      return { id: `operation-${number}`, board, number, author: "somebody", body };
    }),
  );
  globalThis.fetch = (async (_url: string | URL | Request, init?: RequestInit) => {
    if (init?.method === "PUT") snapshots.push(JSON.parse(String(init.body)).at);
    if (init?.method === "PUT") return new Response(null, { status: 204 });
    return Response.json({ board: {}, snapshot: null, snapshotAt: 0, operations });
  }) as typeof fetch;
  const seal = async (
    _id: string,
    _content: unknown,
    store: (sealed: { body: string }) => Promise<unknown>,
  ) => store({ body: "sealed" });
  const session = {
    onSignal: () => () => {},
    stream: { onConnect: () => () => {} },
    vault: { strokes: async () => [] },
    keyring: { get: (id: string) => keyFor(Number(id.split("-")[1])) },
    sealed: () => ({ seal }),
  } as unknown as Session;
  return new BoardLog({
    id: board,
    space: "space",
    session,
    handlers: {
      onChange: (change) => void shown.push(change),
      onRefused() {},
      snapshot: async () => ({ change: [...shown], thumbnail: "" }),
    },
  });
}

test("[GN-07] [GN-14] what was left while it loaded is not taken for what there is", async () => {
  const late = Promise.withResolvers<CryptoKey>();
  const opened = await log((number) => (number === 1 ? Promise.resolve(key) : late.promise));
  const loading = opened.load();
  while (shown.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await opened.close();
  late.resolve(key);
  await loading;
  expect(snapshots).toEqual([]);
});

test("[GN-07] [GN-14] what could not be read is not in the next snapshot's number, and is read when it can be", async () => {
  let refused = true;
  const keyFor = (number: number) =>
    number === 2 && refused ? Promise.reject(new KeyUnavailable("not now")) : Promise.resolve(key);
  const opened = await log(keyFor);
  expect(opened.load()).rejects.toThrow("not now");
  await opened.load().catch(() => {});
  expect(shown).toEqual(["change 1"]);
  refused = false;
  await opened.load();
  expect(shown).toEqual(["change 1", "change 2", "change 3"]);
  await opened.close();
  expect(snapshots).toEqual([3]);
});

test("[GN-07] [GN-14] left behind what could not be read, it stands for what was shown only", async () => {
  const opened = await log((number) =>
    number === 2 ? Promise.reject(new KeyUnavailable("not now")) : Promise.resolve(key),
  );
  await opened.load().catch(() => {});
  await opened.close();
  expect(snapshots).toEqual([1]);
});
