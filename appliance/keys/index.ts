/** The key service: its own database, its own master key, and no content. */
import { join } from "node:path";
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, type Clock, Database } from "../platform/index.ts";
import { loadMasterKey } from "./master-key.ts";
import { KeyService } from "./service.ts";

export type { KeyErrorCode } from "./errors.ts";
export type { DeliveredKey, Delivery, KeyService } from "./service.ts";

export interface Keys {
  service: KeyService;
  routes: ReturnType<typeof routes>;
  close(): void;
}

/** @param options.folder where keys.db and master.key live */
export async function createKeys(options: {
  folder: string;
  passphrase: string;
  clock: Clock;
}): Promise<Keys> {
  const masterKey = loadMasterKey(join(options.folder, "master.key"), options.passphrase);
  const db = new Database(join(options.folder, "keys.db"), join(import.meta.dir, "migrations"));
  const service = await KeyService.open({ db, clock: options.clock, masterKey });
  return { service, routes: routes(service), close: () => db.close() };
}

const publicKey = z
  .base64url()
  .length(87)
  .transform((text) => Buffer.from(text, "base64url"));

function routes(service: KeyService) {
  return new Hono<PersonEnv>()
    .post("/", body(z.object({ publicKey, keys: z.array(z.uuid()).max(500) })), (c) => {
      const input = c.req.valid("json");
      return c.json(service.deliver(c.get("person").id, input.publicKey, input.keys));
    })
    .post("/blinding", body(z.object({ publicKey, resources: z.array(z.uuid()).max(2000) })), async (c) => {
      const input = c.req.valid("json");
      return c.json(await service.deliverIndexKeys(c.get("person").id, input.publicKey, input.resources));
    })
    .post("/personal", body(z.object({ publicKey })), async (c) => {
      const { id } = c.get("person");
      const key = await service.personal(id);
      return c.json(service.deliver(id, c.req.valid("json").publicKey, [key]));
    })
    .post("/new", body(z.object({ publicKey })), async (c) => {
      const { id } = c.get("person");
      const key = await service.create(id);
      return c.json(service.deliver(id, c.req.valid("json").publicKey, [key]));
    });
}
