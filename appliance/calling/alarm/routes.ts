import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { params } from "../../platform/index.ts";
import type { EmergencyAlarm } from "./alarm.ts";

const noticeId = z.object({ id: z.uuid() });

/** What somebody was told of and has not acknowledged: for an app that was closed when it was said. */
export const alarmRoutes = (alarm: EmergencyAlarm) =>
  new Hono<PersonEnv>()
    .get("/emergencies", (c) => c.json({ notices: alarm.of(c.get("person").id) }))
    .post("/emergencies/:id/seen", params(noticeId), (c) => {
      alarm.acknowledge(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    });
