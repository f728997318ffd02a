/** Under /app/admin: for administrators. */
import { Hono } from "hono";
import { z } from "zod";
import { body, params } from "../../platform/index.ts";
import type { PersonEnv } from "../routes.ts";
import type { Imports } from "./imports.ts";

/** Characters of a list; ten thousand rows have some 600,000. */
const longestList = 4 * 1024 * 1024;
const csv = z.string().max(longestList);
const mostOctets = 3 * longestList;

export function importRoutes(imports: Imports) {
  return new Hono<PersonEnv>()
    .post("/people/imports/check", body(z.object({ csv }), mostOctets), (c) =>
      c.json(imports.check(c.req.valid("json").csv)),
    )
    .post("/people/imports", body(z.object({ csv, letters: z.boolean() }), mostOctets), async (c) => {
      const input = c.req.valid("json");
      return c.json({ job: await imports.start(input.csv, input.letters, c.get("person").id) });
    })
    .post("/people/imports/:id/links", params(z.object({ id: z.uuid() })), async (c) =>
      c.json({ links: await imports.links(c.req.valid("param").id) }),
    );
}
