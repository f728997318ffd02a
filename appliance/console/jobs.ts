/** What takes long: how far it is, what came of it, and its end before its time. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { type Jobs, params, query } from "../platform/index.ts";

const byId = params(z.object({ id: z.uuid() }));

export const jobRoutes = (jobs: Jobs) =>
  new Hono<PersonEnv>()
    .get("/jobs", (c) => c.json({ jobs: jobs.list() }))
    .get("/jobs/:id/notes", byId, query(z.object({ outcome: z.string().max(40) })), (c) => {
      const { id } = jobs.require(c.req.valid("param").id);
      return c.json({ notes: jobs.notes(id, c.req.valid("query").outcome) });
    });

export const jobChangeRoutes = (jobs: Jobs) =>
  new Hono<PersonEnv>().delete("/jobs/:id", byId, async (c) =>
    c.json({ job: await jobs.cancel(c.req.valid("param").id) }),
  );
