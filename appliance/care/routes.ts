import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, params, query } from "../platform/index.ts";
import { type Desks, deskInput } from "./desks.ts";
import { reportOf } from "./report.ts";
import type { Requests } from "./requests.ts";
import type { CareStore } from "./store.ts";

const id = z.uuid();
const byId = params(z.object({ id }));
const question = z.strictObject({ id, desk: id, skill: id.nullable(), space: id });
const days = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
const day = 24 * 3600 * 1000;

/** For everybody of the organisation: asking, and answering for a desk. */
export function careRoutes({ desks, requests }: { desks: Desks; requests: Requests }) {
  return new Hono<PersonEnv>()
    .get("/care", (c) => {
      const { id: person } = c.get("person");
      return c.json({
        desks: desks.list(),
        duties: desks.dutiesOf(person),
        requests: requests.openOf(person),
      });
    })
    .put("/care/duties/:id", byId, body(z.strictObject({ onDuty: z.boolean() })), async (c) => {
      const { id: person } = c.get("person");
      await desks.setDuty(person, c.req.valid("param").id, c.req.valid("json").onDuty);
      requests.becameFree(person);
      return c.json({ duties: desks.dutiesOf(person) });
    })
    .post("/care/requests", body(question), async (c) =>
      c.json({ request: await requests.ask(c.get("person").id, c.req.valid("json")) }),
    )
    .post("/care/requests/:id/take", byId, async (c) =>
      c.json({ request: await requests.take(c.get("person").id, c.req.valid("param").id) }),
    )
    .post("/care/requests/:id/pass", byId, async (c) => {
      await requests.pass(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .post("/care/requests/:id/solve", byId, async (c) => {
      await requests.solve(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    });
}

/** For administrators and support: how the desks do. */
export function careReportRoutes({
  desks,
  store,
  now,
}: {
  desks: Desks;
  store: CareStore;
  now: () => number;
}) {
  return new Hono<PersonEnv>()
    .get("/care", (c) => c.json({ desks: desks.configured() }))
    .get("/care/report", query(days), (c) =>
      c.json({ report: reportOf(store.since(now() - c.req.valid("query").days * day), store.desk) }),
    );
}

/** For administrators: which desks there are. */
export function deskRoutes({ desks, requests }: { desks: Desks; requests: Requests }) {
  return new Hono<PersonEnv>()
    .put("/care/desks/:id", byId, body(deskInput), async (c) => {
      const { id: desk } = c.req.valid("param");
      await desks.save(desk, c.req.valid("json"));
      requests.lookAround(desk); // an expert may have come to it
      return c.json({ desks: desks.configured() });
    })
    .delete("/care/desks/:id", byId, async (c) => {
      await desks.close(c.req.valid("param").id);
      return c.body(null, 204);
    });
}
