import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, query } from "../platform/index.ts";
import { hostControl } from "./controls.ts";
import type { Meetings } from "./meetings.ts";
import type { MeetingRecords } from "./records.ts";

const description = z.object({ sdp: z.string().min(1).max(65_536) });
/** Over a path of its own, as after a change of network. */
const subscription = z.object({ restart: z.enum(["true", "false"]).default("false") });
/** Pixels by stream; three streams of each of the largest meeting's others. */
const view = z.object({
  heights: z
    .record(z.string().max(100), z.int().min(0).max(8192))
    .refine((heights) => Object.keys(heights).length <= 600),
});

/** One line of captions: what is said in one breath. */
const caption = z.strictObject({ text: z.string().trim().min(1).max(500) });

/** The meeting of a space, the pictures beside a call, or several calls put together. */
const start = z.union([
  z.strictObject({ space: z.uuid() }),
  z.strictObject({ call: z.uuid() }),
  z.strictObject({ calls: z.array(z.uuid()).min(1).max(8) }),
]);

/** A page of what was held in a space: before a place in its order, the newest first. */
const page = z.object({
  before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export function meetingRoutes(meetings: Meetings, records: MeetingRecords) {
  return new Hono<PersonEnv>()
    .get("/spaces/:id/meetings", query(page), (c) => {
      const { before, limit } = c.req.valid("query");
      const found = records.list(c.get("person").id, c.req.param("id"), before, limit);
      return c.json({ meetings: found });
    })
    .get("/meetings", (c) => c.json({ meetings: meetings.of(c.get("person").id) }))
    .post("/meetings", body(start), async (c) => {
      const wanted = c.req.valid("json");
      const person = c.get("person");
      if ("space" in wanted) return c.json({ meeting: await meetings.start(wanted.space, person) });
      if ("call" in wanted) return c.json({ meeting: await meetings.startBeside(wanted.call, person) });
      return c.json({ meeting: await meetings.gather(wanted.calls, person) });
    })
    .delete("/meetings/:id", async (c) => {
      await meetings.end(c.req.param("id"), c.get("person"));
      return c.body(null, 204);
    })
    .post("/meetings/:id/controls", body(hostControl), async (c) => {
      await meetings.control(c.req.param("id"), c.get("person"), c.req.valid("json"));
      return c.body(null, 204);
    })
    .post("/meetings/:id/participants", (c) => c.json(meetings.join(c.req.param("id"), c.get("person"))))
    .patch(
      "/meetings/:id/participants/:participant",
      body(
        z.object({
          muted: z.boolean().optional(),
          camera: z.boolean().optional(),
          screen: z.boolean().optional(),
        }),
      ),
      (c) => {
        const { id, participant } = c.req.param();
        const given = Object.entries(c.req.valid("json")).filter(([, value]) => value !== undefined);
        meetings.change(id, participant, c.get("person"), Object.fromEntries(given));
        return c.body(null, 204);
      },
    )
    .delete("/meetings/:id/participants/:participant", async (c) => {
      const { id, participant } = c.req.param();
      await meetings.leave(id, participant, c.get("person"));
      return c.body(null, 204);
    })
    .put("/meetings/:id/participants/:participant/view", body(view), async (c) => {
      const { id, participant } = c.req.param();
      await meetings.show(id, participant, c.get("person"), c.req.valid("json").heights);
      return c.body(null, 204);
    })
    .post("/meetings/:id/participants/:participant/captions", body(caption), (c) => {
      const { id, participant } = c.req.param();
      meetings.caption(id, participant, c.get("person"), c.req.valid("json").text);
      return c.body(null, 204);
    })
    .post("/meetings/:id/participants/:participant/publish", body(description), async (c) => {
      const { id, participant } = c.req.param();
      const sdp = await meetings.publish(id, participant, c.get("person"), c.req.valid("json").sdp);
      return c.json({ sdp });
    })
    .post("/meetings/:id/participants/:participant/subscribe", query(subscription), async (c) => {
      const { id, participant } = c.req.param();
      const restart = c.req.valid("query").restart === "true";
      return c.json({ sdp: await meetings.subscribe(id, participant, c.get("person"), restart) });
    })
    .post("/meetings/:id/participants/:participant/subscribed", body(description), async (c) => {
      const { id, participant } = c.req.param();
      await meetings.subscribed(id, participant, c.get("person"), c.req.valid("json").sdp);
      return c.body(null, 204);
    });
}
