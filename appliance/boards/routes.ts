import { Hono } from "hono";
import { z } from "zod";
import { longestSearch, spacesQuery, tokens } from "../messaging/index.ts";
import type { PersonEnv } from "../people/index.ts";
import { body, params, query } from "../platform/index.ts";
import type { BoardList } from "./board-list.ts";
import type { Boards } from "./boards.ts";

const id = z.uuid();
const byId = params(z.object({ id }));
const kind = z.enum(["drawing", "notes"]).default("drawing");
const title = z.string().max(4096);
const place = z.coerce.number().int().min(0);
const page = z.object({
  space: id.optional(),
  before: place.default(Number.MAX_SAFE_INTEGER),
  limit: place.max(200).default(60),
});
const number = z.number().int().min(0);
/** Elements of one stroke or one paste, and of a whole board with its pictures. */
const mebibyte = 1024 * 1024;
const operationBody = z.string().max(4 * mebibyte);
const snapshotBody = z.string().max(32 * mebibyte);

export function boardRoutes(boards: Boards, list: BoardList) {
  return new Hono<PersonEnv>()
    .get("/boards", query(page), (c) => {
      const { space, before, limit } = c.req.valid("query");
      return c.json({ boards: list.page(c.get("person").id, space, before, limit) });
    })
    .post("/boards/search", body(spacesQuery, longestSearch), (c) =>
      c.json({ boards: list.find(c.get("person").id, c.req.valid("json")) }),
    )
    .get("/spaces/:id/boards", byId, (c) =>
      c.json({ boards: boards.list(c.get("person").id, c.req.valid("param").id) }),
    )
    .get("/export/boards", (c) => c.json({ boards: boards.own(c.get("person").id) }))
    .post("/spaces/:id/boards", byId, body(z.object({ id, kind, title, tokens })), async (c) =>
      c.json({
        board: await boards.create(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .get("/boards/:id", byId, query(z.object({ since: z.coerce.number().int().min(0).default(0) })), (c) =>
      c.json(boards.content(c.get("person").id, c.req.valid("param").id, c.req.valid("query").since)),
    )
    .patch("/boards/:id", byId, body(z.object({ title, tokens })), async (c) =>
      c.json({
        board: await boards.rename(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
      }),
    )
    .delete("/boards/:id", byId, async (c) => {
      await boards.remove(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .post(
      "/boards/:id/operations",
      byId,
      body(z.object({ id, body: operationBody }), 5 * mebibyte),
      async (c) =>
        c.json({
          operation: await boards.draw(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
        }),
    )
    .put(
      "/boards/:id/snapshot",
      byId,
      body(
        z.object({ at: number, body: snapshotBody, thumbnail: z.string().max(256 * 1024) }),
        34 * mebibyte,
      ),
      async (c) => {
        await boards.snapshot(c.get("person").id, c.req.valid("param").id, c.req.valid("json"));
        return c.body(null, 204);
      },
    );
}
