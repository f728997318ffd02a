import { Hono } from "hono";
import { z } from "zod";
import { type GuestPolicyBook, guestPolicy, type PersonEnv } from "../people/index.ts";
import { body, type EventLog, params } from "../platform/index.ts";
import type { Guests } from "./guests.ts";

const id = z.uuid();
const byId = params(z.object({ id }));

/** Guests of a space, for its members and moderators. */
export const guestRoutes = (guests: Guests) =>
  new Hono<PersonEnv>()
    .post("/spaces/:id/guests", byId, body(z.object({ email: z.email().max(200) })), async (c) =>
      c.json({
        person: await guests.invite(c.get("person").id, c.req.valid("param").id, c.req.valid("json").email),
      }),
    )
    .post("/spaces/:id/guests/:person/prolong", params(z.object({ id, person: id })), async (c) => {
      const { id: space, person } = c.req.valid("param");
      return c.json({ person: await guests.prolong(c.get("person").id, space, person) });
    });

/** All guests, for administrators. */
export const guestAdministrationRoutes = (parts: {
  guests: Guests;
  policy: GuestPolicyBook;
  events: EventLog;
}) => {
  const { guests, policy, events } = parts;
  return new Hono<PersonEnv>()
    .get("/guests", (c) => c.json({ policy: policy.policy, guests: guests.list() }))
    .put("/guests/policy", body(guestPolicy), async (c) => {
      await policy.change(c.req.valid("json"), c.get("person").id);
      await guests.enforce();
      return c.json({ policy: policy.policy });
    })
    .get("/guests/:id/trail", byId, (c) => c.json({ trail: events.of(c.req.valid("param").id, "guest.") }))
    .post("/guests/:id/prolong", byId, async (c) =>
      c.json({ person: await guests.prolongFor(c.get("person").id, c.req.valid("param").id) }),
    )
    .delete("/guests/:id", byId, async (c) => {
      await guests.end(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    });
};
