import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body } from "../platform/index.ts";
import { type MessagingPolicyBook, messagingPolicy } from "./policy.ts";
import type { LinkPreviews } from "./previews/previews.ts";

/** What clients need to know of the administrator's choices, and previews of links. */
export const policyRoutes = ({ policy, previews }: { policy: MessagingPolicyBook; previews: LinkPreviews }) =>
  new Hono<PersonEnv>()
    .get("/messaging/policy", (c) => c.json({ policy: policy.forClients }))
    .post("/link-previews", body(z.strictObject({ url: z.string().min(1).max(2000) })), async (c) => {
      const preview = await previews.of(c.get("person").id, c.req.valid("json").url);
      return c.json({ preview: preview ?? null });
    });

/** Under /app/admin: for administrators. */
export const policyAdministrationRoutes = (policy: MessagingPolicyBook) =>
  new Hono<PersonEnv>()
    .get("/messaging/policy", (c) => c.json({ policy: policy.policy }))
    .put("/messaging/policy", body(messagingPolicy), async (c) => {
      await policy.change(c.req.valid("json"), c.get("person").id);
      return c.json({ policy: policy.policy });
    });
