/** Fifty members, each on a line of their own kind: everybody sees the same messages, once, in one order. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import { inOrder, type MessageView } from "../../web-ui/store/message-view.ts";
import { cookieName } from "../people/sessions.ts";

const members = 50;
const messagesEach = 4;
const longestDelay = 40;

let box: TestAppliance;
const clients: AppClient[] = [];
let space: string;
let key: string;

beforeAll(async () => {
  box = await testAppliance();
  const first = new AppClient(box.url);
  const maria = { name: "Maria", email: "maria@example.org", password: "a long password" };
  await first.setUp(box.setupCode ?? "", "Northwind", maria);
  clients.push(first);
  const { invitations, sessions } = box.rooms.people;
  const others: string[] = [];
  for (let index = 1; index < members; index++) {
    const person = { name: `P${index}`, email: `p${index}@example.org`, password: "a long password" };
    const { person: invited, token } = await invitations.invite({ ...person, role: "user" });
    await invitations.accept(token, person);
    others.push(invited.id);
    const cookie = await sessions.start(invited.id, "test", "127.0.0.1");
    clients.push(new AppClient(box.url, `${cookieName}=${cookie}`));
  }
  space = await first.createSpace("Fleet", others);
  key = await first.keyOf(space);
}, 60_000);
afterAll(() => box.dispose());

const delay = () => new Promise((resolve) => setTimeout(resolve, Math.random() * longestDelay));

/** Follows the stream over a line that is cut again and again, each time going on from what was seen last. */
class Follower {
  readonly seen: string[] = [];
  readonly #client: AppClient;
  #seq = 0;
  #socket: WebSocket | undefined;
  #wanted = Number.POSITIVE_INFINITY;
  readonly #complete = Promise.withResolvers<void>();

  constructor(client: AppClient) {
    this.#client = client;
  }

  async connect(): Promise<void> {
    this.#socket?.close();
    this.#socket = await this.#client.follow(this.#seq, (frame) => {
      if (frame.type !== "event") return;
      this.#seq = frame.seq;
      if (frame.kind !== "message.created") return;
      this.seen.push(frame.subject);
      if (this.seen.length >= this.#wanted) this.#complete.resolve();
    });
  }

  /** Resolves when so many have come. */
  async all(count: number): Promise<void> {
    this.#wanted = count;
    if (this.seen.length >= count) return;
    await this.#complete.promise;
  }

  close(): void {
    this.#socket?.close();
  }
}

describe("order", () => {
  test(`[MS-02] ${members} members write with random delays, each message up to three times: one order, each once`, async () => {
    const followers = clients.map((client) => new Follower(client));
    await Promise.all(followers.map((follower) => follower.connect()));
    const sent: string[] = [];
    const write = async (client: AppClient, index: number) => {
      for (let count = 0; count < messagesEach; count++) {
        await delay();
        const id = crypto.randomUUID();
        sent.push(id);
        const copies = 1 + Math.floor(Math.random() * 3);
        // At once and late: what a client does whose line swallowed the answer.
        const late = Array.from({ length: copies - 1 }, async () => {
          await delay();
          await client.send(space, key, `from ${index}`, id);
        });
        await Promise.all([client.send(space, key, `from ${index}`, id), ...late]);
      }
    };
    const cut = async (follower: Follower) => {
      for (let round = 0; round < 3; round++) {
        await delay();
        await follower.connect();
      }
    };
    await Promise.all([...clients.map(write), ...followers.map(cut)]);
    expect(sent.length).toBe(members * messagesEach);
    await Promise.all(followers.map((follower) => follower.all(sent.length)));
    const [reader] = clients;
    if (!reader) throw new Error("nobody is there");
    const { messages } = await call(
      reader.api.spaces[":id"].messages.$get({ param: { id: space }, query: { limit: "200" } }),
    );
    const stored = messages.map(({ id }) => id);
    expect(stored.toSorted()).toEqual(sent.toSorted());
    for (const follower of followers) {
      expect(follower.seen).toEqual(stored);
      follower.close();
    }
  }, 60_000);

  test("[MS-02] a client shows one order, however late and how often each message came", () => {
    const view = (seq: number): MessageView => ({
      id: `m${seq}`,
      space: "s",
      author: "a",
      seq,
      parent: null,
      thread: { replies: 0, lastAt: 0 },
      content: { text: "" },
      reactions: [],
      createdAt: 1_000_000 - seq, // clocks of senders say nothing
      editedAt: null,
      state: "sent",
    });
    const arrivals = fc
      .integer({ min: 1, max: 60 })
      .chain((count) =>
        fc.array(fc.integer({ min: 1, max: count }), { minLength: count, maxLength: count * 3 }),
      );
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 7 }), (seqs, batch) => {
        let shown: readonly MessageView[] = [];
        for (let at = 0; at < seqs.length; at += batch) {
          const byId = new Map(shown.map((message) => [message.id, message]));
          for (const message of seqs.slice(at, at + batch).map(view)) byId.set(message.id, message);
          shown = inOrder(byId.values());
        }
        expect(shown.map(({ seq }) => seq)).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      }),
    );
  });
});
