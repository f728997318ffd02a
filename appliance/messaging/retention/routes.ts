import { Hono } from "hono";
import { z } from "zod";
import type { Directory, PersonEnv } from "../../people/index.ts";
import { body, params, says } from "../../platform/index.ts";
import { messagingErrors } from "../errors.ts";
import type { MessagingStore } from "../store.ts";
import type { Holds } from "./holds.ts";
import { type RetentionPolicyBook, retentionPolicy } from "./policy.ts";
import type { Retention } from "./retention.ts";

const id = z.uuid();
const hold = z.strictObject({
  kind: z.enum(["person", "space"]),
  subject: id,
  reason: z.string().trim().min(1, says("reason")).max(500),
});

/** For administrators: how long things are kept, and what is held. */
export function retentionRoutes(parts: {
  retentionJob: Retention;
  policy: RetentionPolicyBook;
  holds: Holds;
  store: MessagingStore;
  directory: Directory;
}) {
  const { retentionJob, policy, holds, store, directory } = parts;
  const state = () => ({
    policy: policy.policy,
    holds: holds.list(),
    preview: retentionJob.preview(),
    last: retentionJob.last ?? null,
  });
  return new Hono<PersonEnv>()
    .get("/retention", (c) => c.json(state()))
    .put("/retention", body(retentionPolicy), async (c) => {
      await policy.change(c.req.valid("json"), c.get("person").id);
      return c.json(state());
    })
    .post("/retention/sweep", async (c) => c.json({ sweep: await retentionJob.sweep() }))
    .post("/retention/holds", body(hold), async (c) => {
      const { kind, subject, reason } = c.req.valid("json");
      if (kind === "person") directory.require(subject);
      else if (!store.space(subject)) throw messagingErrors("space-not-found");
      return c.json({ hold: await holds.place(c.get("person").id, { kind, subject, reason }) });
    })
    .delete("/retention/holds/:id", params(z.object({ id })), async (c) => {
      await holds.release(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
