import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, params } from "../platform/index.ts";
import type { Tags } from "./tags.ts";
import type { Teams } from "./teams.ts";

const id = z.uuid();
const smallJwe = z.string().max(4096);
const colour = z.number().int().min(0).max(11);
const role = z.enum(["moderator", "member"]);
const byId = params(z.object({ id }));
const byMember = params(z.object({ id, person: id }));

/** Teams, the spaces in them, and the person's own tags. */
export function teamRoutes({ teams, tags }: { teams: Teams; tags: Tags }) {
  return new Hono<PersonEnv>()
    .get("/teams", (c) => c.json({ teams: teams.list(c.get("person").id) }))
    .post(
      "/teams",
      body(
        z.object({
          id,
          key: id,
          name: smallJwe,
          colour: colour.default(0),
          members: z.array(id).max(1000),
        }),
      ),
      async (c) => c.json({ team: await teams.create(c.get("person").id, c.req.valid("json")) }),
    )
    .patch(
      "/teams/:id",
      byId,
      body(
        z.strictObject({
          name: smallJwe.optional(),
          key: id.optional(),
          colour: colour.optional(),
          archived: z.boolean().optional(),
        }),
      ),
      async (c) =>
        c.json({
          team: await teams.change(c.get("person").id, c.req.valid("param").id, c.req.valid("json")),
        }),
    )
    .post("/teams/:id/members", byId, body(z.object({ person: id })), async (c) => {
      await teams.add(c.get("person").id, c.req.valid("param").id, c.req.valid("json").person);
      return c.body(null, 204);
    })
    .patch("/teams/:id/members/:person", byMember, body(z.object({ role })), async (c) => {
      const { id: team, person } = c.req.valid("param");
      await teams.setRole(c.get("person").id, team, person, c.req.valid("json").role);
      return c.body(null, 204);
    })
    .delete("/teams/:id/members/:person", byMember, async (c) => {
      const { id: team, person } = c.req.valid("param");
      await teams.remove(c.get("person").id, team, person);
      return c.body(null, 204);
    })
    .post("/teams/:id/spaces/:space", params(z.object({ id, space: id })), async (c) => {
      const { id: team, space } = c.req.valid("param");
      await teams.join(c.get("person").id, team, space);
      return c.body(null, 204);
    })
    .put(
      "/spaces/:id/team",
      byId,
      body(z.object({ place: z.object({ team: id, title: smallJwe, key: id }).nullable() })),
      async (c) => {
        await teams.place(c.get("person").id, c.req.valid("param").id, c.req.valid("json").place);
        return c.body(null, 204);
      },
    )
    .get("/tags", (c) => c.json({ tags: tags.list(c.get("person").id) }))
    .put("/tags/:id", byId, body(z.object({ name: smallJwe })), async (c) => {
      await tags.set(c.get("person").id, c.req.valid("param").id, c.req.valid("json").name);
      return c.body(null, 204);
    })
    .delete("/tags/:id", byId, async (c) => {
      await tags.remove(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .put(
      "/tags/:id/subjects/:subject",
      params(z.object({ id, subject: id })),
      body(z.object({ space: id })),
      async (c) => {
        const { id: tag, subject } = c.req.valid("param");
        await tags.attach(c.get("person").id, tag, subject, c.req.valid("json").space);
        return c.body(null, 204);
      },
    )
    .delete("/tags/:id/subjects/:subject", params(z.object({ id, subject: id })), async (c) => {
      const { id: tag, subject } = c.req.valid("param");
      await tags.detach(c.get("person").id, tag, subject);
      return c.body(null, 204);
    });
}
