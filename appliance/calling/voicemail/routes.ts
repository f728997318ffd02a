/** A person's own mailbox in the app. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { body, says } from "../../platform/index.ts";
import { answerWave, readUpload } from "../sounds/wave-http.ts";
import type { Mailboxes } from "./mailboxes.ts";

const pin = z.string().regex(/^\d{4,12}$/, says("digits", { least: 4, most: 12 }));

export function voicemailRoutes(mailboxes: Mailboxes) {
  return new Hono<PersonEnv>()
    .get("/calling/voicemail", (c) => {
      const { id } = c.get("person");
      return c.json({ messages: mailboxes.of(id), hasPin: mailboxes.hasPin(id) });
    })
    .get("/calling/voicemail/greeting", async (c) => {
      const greeting = await mailboxes.greeting(c.get("person").id);
      return greeting ? answerWave(c, greeting) : c.body(null, 204);
    })
    .put("/calling/voicemail/greeting", async (c) => {
      await mailboxes.setGreeting(c.get("person").id, await readUpload(c.req.raw));
      return c.body(null, 204);
    })
    .delete("/calling/voicemail/greeting", async (c) => {
      await mailboxes.setGreeting(c.get("person").id, undefined);
      return c.body(null, 204);
    })
    .put("/calling/voicemail/pin", body(z.object({ pin: pin.nullable() })), async (c) => {
      await mailboxes.setPin(c.get("person").id, c.req.valid("json").pin);
      return c.body(null, 204);
    })
    .get("/calling/voicemail/:id/sound", async (c) =>
      answerWave(c, await mailboxes.sound(c.get("person").id, c.req.param("id"))),
    )
    .patch("/calling/voicemail/:id", body(z.object({ heard: z.boolean() })), async (c) => {
      await mailboxes.mark(c.get("person").id, c.req.param("id"), c.req.valid("json").heard);
      return c.body(null, 204);
    })
    .delete("/calling/voicemail/:id", async (c) => {
      await mailboxes.remove(c.get("person").id, c.req.param("id"));
      return c.body(null, 204);
    });
}
