import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { body } from "../../platform/index.ts";
import { type PushPolicyBook, pushPolicy } from "./policy.ts";
import type { Push } from "./push.ts";

/** An uncompressed P-256 point of 65 bytes and 16 random bytes (RFC 8291 §3.1, §3.2), base64url. */
const keys = z.object({
  p256dh: z.string().regex(/^B[\w-]{86}$/),
  auth: z.string().regex(/^[\w-]{22}$/),
});
const endpoint = z.string().max(1000);

export function pushRoutes({ push }: { push: Push }) {
  return new Hono<PersonEnv>()
    .get("/push", (c) => c.json({ publicKey: push.publicKey }))
    .put("/push/subscriptions", body(z.object({ endpoint, keys })), async (c) => {
      await push.subscribe(c.get("person").id, c.get("sessionId"), c.req.valid("json"));
      return c.body(null, 204);
    })
    .delete("/push/subscriptions", body(z.object({ endpoint })), async (c) => {
      await push.unsubscribe(c.get("person").id, c.req.valid("json").endpoint);
      return c.body(null, 204);
    });
}

/** Under /app/admin: for administrators. */
export const pushAdministrationRoutes = (policy: PushPolicyBook) =>
  new Hono<PersonEnv>()
    .get("/messaging/push", (c) => c.json({ policy: policy.policy }))
    .put("/messaging/push", body(pushPolicy), async (c) => {
      await policy.change(c.req.valid("json"), c.get("person").id);
      return c.json({ policy: policy.policy });
    });
