/** How the house's e-mails fare, and a test of it. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import { body, type Mail, type WordingFor } from "../platform/index.ts";

export const mailRoutes = (mail: Mail) =>
  new Hono<PersonEnv>().get("/mail", (c) => c.json({ mail: mail.state }));

/** For those who may change things. */
export const mailTestRoutes = (mail: Mail, wordingFor: WordingFor) =>
  new Hono<PersonEnv>()
    .post("/mail/test", body(z.object({ to: z.email().max(200) })), async (c) => {
      const wording = wordingFor(c.get("person").id);
      await mail.sendNow(c.req.valid("json").to, {
        language: wording,
        subject: wording.say("letter.test.subject"),
        paragraphs: [wording.say("letter.test.lead")],
      });
      return c.body(null, 204);
    })
    .post("/mail/retry", async (c) => {
      mail.nudge(true);
      await mail.settled();
      return c.json({ mail: mail.state });
    });
