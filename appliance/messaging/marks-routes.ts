import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, params } from "../platform/index.ts";
import type { Marks } from "./marks.ts";
import type { Messages } from "./messages.ts";
import { type PreferenceBook, preferencesChange } from "./preferences.ts";
import type { Receipts } from "./receipts.ts";

const id = z.uuid();
const byId = params(z.object({ id }));
const time = z.number().int().min(0);
const smallJwe = z.string().max(2048);

/** Reactions, flags, drafts, earlier texts, read receipts and preferences. */
export function marksRoutes(parts: {
  marks: Marks;
  messages: Messages;
  receipts: Receipts;
  preferences: PreferenceBook;
}) {
  const { marks, messages, receipts, preferences } = parts;
  return new Hono<PersonEnv>()
    .post("/messages/:id/reactions", byId, body(z.object({ id, emoji: smallJwe })), async (c) =>
      c.json({
        message: await marks.react(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .delete("/messages/:id/reactions/:reaction", params(z.object({ id, reaction: id })), async (c) => {
      const { id: message, reaction } = c.req.valid("param");
      return c.json({ message: await marks.unreact(c.get("person").id, message, reaction) });
    })
    .get("/messages/:id/revisions", byId, (c) =>
      c.json({ revisions: messages.revisions(c.get("person").id, c.req.valid("param").id) }),
    )
    .get("/flags", (c) => c.json({ flags: marks.flags(c.get("person").id) }))
    .put("/messages/:id/flag", byId, body(z.object({ dueAt: time.nullable() })), async (c) => {
      await marks.flag(c.get("person").id, c.req.valid("param").id, c.req.valid("json").dueAt);
      return c.body(null, 204);
    })
    .delete("/messages/:id/flag", byId, async (c) => {
      await marks.unflag(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .get("/drafts", (c) => c.json({ drafts: marks.drafts(c.get("person").id) }))
    .put(
      "/spaces/:id/draft",
      byId,
      body(
        z.object({
          place: id,
          body: z
            .string()
            .max(64 * 1024)
            .nullable(),
        }),
      ),
      async (c) => {
        const { place, body: jwe } = c.req.valid("json");
        await marks.setDraft(c.get("person").id, c.req.valid("param").id, place, jwe);
        return c.body(null, 204);
      },
    )
    .get("/spaces/:id/receipts", byId, (c) =>
      c.json({ receipts: receipts.list(c.get("person").id, c.req.valid("param").id) }),
    )
    .get("/preferences", (c) => c.json({ preferences: preferences.of(c.get("person").id) }))
    .patch("/preferences", body(preferencesChange), async (c) => {
      const { id: person } = c.get("person");
      const { before, after } = await preferences.change(person, c.req.valid("json"));
      if (after.receipts !== before.receipts) receipts.tellOfChange(person);
      return c.json({ preferences: after });
    });
}
