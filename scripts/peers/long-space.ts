/** A space with a long past: as many encrypted messages as wanted, made by the rooms themselves, some a minute. */
import { sql } from "drizzle-orm";
import { encryptContent } from "../../web-ui/crypto/content.ts";
import type { TestAppliance } from "./appliance.ts";
import type { AppClient } from "./client.ts";

const atOnce = 250;
/** Milliseconds between two messages. */
const pace = 7 * 60_000;
const words = "the crane at pier four waits for parts that the supplier sends with the next ship".split(" ");

/** The lengths differ, so that rows have different heights; every one names its place. */
export function textOf(index: number): string {
  const length = (index * 7) % 23 === 0 ? 120 : 3 + ((index * 13) % 17);
  const rest = Array.from({ length }, (_, at) => words[(index + at * 3) % words.length]).join(" ");
  return `message ${index}: ${rest}`;
}

/** Message 0 is the oldest; the newest was written now. */
export async function fillSpace(options: {
  box: TestAppliance;
  client: AppClient;
  /** Who writes, in turns. */
  authors: readonly string[];
  space: string;
  count: number;
}): Promise<void> {
  const { box, client, authors, space, count } = options;
  const key = await client.keyOf(space);
  const { messaging, db } = box.rooms;
  const sealed = async (index: number) => {
    const id = crypto.randomUUID();
    const content = { text: textOf(index) };
    const body = await encryptContent(client.keyring, key, { sp: space, mid: id }, content);
    return { author: authors[Math.floor(index / 3) % authors.length] ?? "", id, body };
  };
  for (let from = 0; from < count; from += atOnce) {
    const length = Math.min(atOnce, count - from);
    const batch = await Promise.all(Array.from({ length }, (_, offset) => sealed(from + offset)));
    const posted = batch.map(({ author, id, body }) =>
      messaging.messages.post(author, space, { id, key, body, mentions: [], files: [], tokens: [] }),
    );
    await Promise.all(posted);
  }
  await db.write((orm) => {
    const last = sql`(select max(seq) from messages where space_id = ${space})`;
    orm.run(sql`update messages set created_at = ${Date.now()} - (${last} - seq) * ${pace}
      where space_id = ${space}`);
  });
}
