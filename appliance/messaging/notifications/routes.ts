import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { body, query, says } from "../../platform/index.ts";
import type { NotificationCentre } from "./centre.ts";
import { notificationKinds } from "./schema.ts";

const seq = z.number().int().min(0);
const page = query(
  z.object({
    before: z.coerce.number().int().min(0).default(Number.MAX_SAFE_INTEGER),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
);
/** Nothing given would mean everything: it must be said up to where. */
const selection = z
  .strictObject({
    upTo: seq.optional(),
    only: seq.optional(),
    space: z.uuid().optional(),
    kinds: z.array(z.enum(notificationKinds)).max(notificationKinds.length).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, says("which-notices"));

export function notificationRoutes({ centre }: { centre: NotificationCentre }) {
  return new Hono<PersonEnv>()
    .get("/notifications", page, (c) => {
      const { before, limit } = c.req.valid("query");
      return c.json(centre.list(c.get("person").id, before, limit));
    })
    .post("/notifications/read", body(selection), async (c) => {
      await centre.read(c.get("person").id, c.req.valid("json"));
      return c.body(null, 204);
    });
}
