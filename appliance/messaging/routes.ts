import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, fieldProblem, invalidRequest, params, query, says } from "../platform/index.ts";
import type { Files } from "./files.ts";
import type { Messages } from "./messages.ts";
import type { Receipts } from "./receipts.ts";
import { retentionPolicy } from "./retention/policy.ts";
import type { Search } from "./search.ts";
import type { SpaceNewsDesk } from "./space-news.ts";
import type { SpaceSettings } from "./space-settings.ts";
import type { Spaces } from "./spaces.ts";

const id = z.uuid();
const jwe = z.string().max(64 * 1024);
const mentions = z
  .array(z.union([id, z.enum(["all", "team"])]))
  .max(200)
  .default([]);
/** 96 bits of an HMAC, in hexadecimal. */
const token = z.string().regex(/^[0-9a-f]{24}$/);
export const tokens = z.array(token).max(20_000).default([]);
const place = z.coerce.number().int().min(0);
/** What moderators may change of a space; the title comes with the key that encrypts it. */
const spaceChange = z
  .strictObject({
    title: jwe.optional(),
    key: id.optional(),
    locked: z.boolean().optional(),
    announcement: z.boolean().optional(),
    archived: z.boolean().optional(),
    retention: retentionPolicy.optional(),
  })
  .refine(({ title, key }) => (title === undefined) === (key === undefined), says("title-without-key"));
const ownMarks = z.strictObject({
  favourite: z.boolean().optional(),
  favouriteOrder: z.number().optional(),
  notify: z.enum(["all", "mentions", "none"]).nullable().optional(),
  readSeq: place.optional(),
  placeSeq: place.optional(),
});
const time = z.number().int().min(0);
/** Each space has tokens of its own; a space without any asks for everything that passes the rest. */
export const spacesQuery = z.object({
  spaces: z.array(z.object({ space: id, tokens: z.array(token).max(20) })).max(5000),
  below: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(100).default(30),
});
const searchQuery = spacesQuery.extend({
  from: id.optional(),
  files: z.boolean().optional(),
  before: time.optional(),
  after: time.optional(),
});
/** Octets: every space with every token. */
export const longestSearch = 4 * 1024 * 1024;
const byId = params(z.object({ id }));
const byMember = params(z.object({ id, person: id }));

export function messagingRoutes(parts: {
  spaces: Spaces;
  settings: SpaceSettings;
  messages: Messages;
  receipts: Receipts;
  search: Search;
  spaceNews: SpaceNewsDesk;
}) {
  const { spaces, settings, messages, receipts, search, spaceNews } = parts;
  return new Hono<PersonEnv>()
    .get("/spaces", query(z.object({ since: place.default(0) })), (c) =>
      c.json(spaceNews.of(c.get("person").id, c.req.valid("query").since)),
    )
    .post("/spaces", body(z.object({ id, key: id, title: jwe, members: z.array(id).max(1000) })), async (c) =>
      c.json({ space: await spaces.createGroup(c.get("person").id, c.req.valid("json")) }),
    )
    .post("/spaces/direct", body(z.object({ person: id })), async (c) =>
      c.json({ space: await spaces.direct(c.get("person").id, c.req.valid("json").person) }),
    )
    .get("/spaces/:id", byId, (c) =>
      c.json({ space: spaces.get(c.get("person").id, c.req.valid("param").id) }),
    )
    .patch("/spaces/:id", byId, body(spaceChange), async (c) =>
      c.json({
        space: await settings.change(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .patch("/spaces/:id/mine", byId, body(ownMarks), async (c) => {
      const person = c.get("person").id;
      const space = await settings.mark(person, c.req.valid("param").id, c.req.valid("json"));
      if (c.req.valid("json").readSeq !== undefined) receipts.tell(space.id, person, space.readSeq);
      return c.json({ space });
    })
    .get("/spaces/:id/members", byId, (c) =>
      c.json({ members: spaces.members(c.get("person").id, c.req.valid("param").id) }),
    )
    .post("/spaces/:id/members", byId, body(z.object({ person: id })), async (c) => {
      await spaces.add(c.get("person").id, c.req.valid("param").id, c.req.valid("json").person);
      return c.body(null, 204);
    })
    .patch(
      "/spaces/:id/members/:person",
      byMember,
      body(z.object({ role: z.enum(["moderator", "member"]) })),
      async (c) => {
        const { id: space, person } = c.req.valid("param");
        await settings.setRole(c.get("person").id, space, person, c.req.valid("json").role);
        return c.body(null, 204);
      },
    )
    .delete("/spaces/:id/members/:person", byMember, async (c) => {
      const { id: space, person } = c.req.valid("param");
      await spaces.remove(c.get("person").id, space, person);
      return c.body(null, 204);
    })
    .get(
      "/spaces/:id/messages",
      byId,
      query(
        z.object({
          before: place.optional(),
          after: place.optional(),
          thread: id.optional(),
          limit: place.max(200).default(60),
        }),
      ),
      (c) => {
        const { limit, ...at } = c.req.valid("query");
        return c.json({ messages: messages.page(c.get("person").id, c.req.valid("param").id, at, limit) });
      },
    )
    .get("/spaces/:id/place", byId, query(z.object({ at: place })), (c) => {
      const seq = messages.placeAt(c.get("person").id, c.req.valid("param").id, c.req.valid("query").at);
      return c.json({ seq: seq ?? null });
    })
    .get(
      "/export/messages",
      query(z.object({ after: place.default(0), limit: place.min(1).max(500).default(200) })),
      (c) => {
        const { after, limit } = c.req.valid("query");
        return c.json(messages.own(c.get("person").id, after, limit));
      },
    )
    .get("/messages/:id", byId, (c) =>
      c.json({ message: messages.get(c.get("person").id, c.req.valid("param").id) }),
    )
    .post(
      "/spaces/:id/messages",
      byId,
      body(
        z.object({
          id,
          key: id,
          body: jwe,
          parent: id.optional(),
          mentions,
          files: z.array(id).max(20).default([]),
          tokens,
        }),
      ),
      async (c) =>
        c.json({
          message: await messages.post(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
        }),
    )
    .patch("/messages/:id", byId, body(z.object({ key: id, body: jwe, mentions, tokens })), async (c) =>
      c.json({
        message: await messages.edit(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .post("/search", body(searchQuery, longestSearch), (c) =>
      c.json({ messages: search.find(c.get("person").id, c.req.valid("json")) }),
    )
    .delete("/messages/:id", byId, async (c) => {
      await messages.delete(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    });
}

export function fileRoutes({ files, messages }: { files: Files; messages: Messages }) {
  const page = query(
    z.object({ before: place.default(Number.MAX_SAFE_INTEGER), limit: place.max(200).default(60) }),
  );
  return new Hono<PersonEnv>()
    .get("/files", page, (c) => {
      const { before, limit } = c.req.valid("query");
      return c.json({ messages: messages.withFiles(c.get("person").id, undefined, before, limit) });
    })
    .get("/spaces/:id/files", byId, page, (c) => {
      const { before, limit } = c.req.valid("query");
      const space = c.req.valid("param").id;
      return c.json({ messages: messages.withFiles(c.get("person").id, space, before, limit) });
    })
    .post("/spaces/:id/files", byId, body(z.object({ size: z.number().int().min(1) })), async (c) =>
      c.json(await files.begin(c.get("person").id, c.req.valid("param").id, c.req.valid("json").size)),
    )
    .get("/files/:id/upload", byId, (c) => c.json(files.upload(c.get("person").id, c.req.valid("param").id)))
    .put("/files/:id", byId, query(z.object({ offset: place })), async (c) => {
      if (!c.req.raw.body) throw invalidRequest(fieldProblem("", "no-bytes"));
      const { offset } = c.req.valid("query");
      return c.json(await files.append(c.get("person").id, c.req.valid("param").id, offset, c.req.raw.body));
    })
    .delete("/files/:id", byId, async (c) => {
      await files.cancel(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .get("/files/:id", byId, (c) => {
      const { path } = files.open(c.get("person").id, c.req.valid("param").id);
      // Ciphertext: never a type that a browser would show. Bun answers Range requests itself.
      return new Response(Bun.file(path), {
        headers: {
          "Content-Type": "application/octet-stream",
          "Content-Disposition": "attachment",
          "Cache-Control": "private, max-age=31536000, immutable",
        },
      });
    });
}
