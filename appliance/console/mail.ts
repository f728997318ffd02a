/** How the house's e-mails fare, the server that takes them, and a test of it. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import {
  body,
  invalidRequest,
  type Mail,
  type MailServerBook,
  type MailServerChoice,
  mailServerChoice,
  type WordingFor,
} from "../platform/index.ts";

interface MailParts {
  mail: Mail;
  mailServers: MailServerBook;
}

const shown = ({ mail, mailServers }: MailParts) => ({ mail: mail.state, server: mailServers.view });

export const mailRoutes = (parts: MailParts) =>
  new Hono<PersonEnv>().get("/mail", (c) => c.json(shown(parts)));

/** For those who may change things. */
export function mailChangeRoutes(parts: MailParts & { wordingFor: WordingFor }) {
  const { mail, mailServers, wordingFor } = parts;
  const choose = async (choice: MailServerChoice | undefined, by: string) => {
    await mailServers.choose(choice, by);
    mail.nudge(true); // what waited for the old server may go out through this one
    return shown(parts);
  };
  return new Hono<PersonEnv>()
    .put("/mail/server", body(mailServerChoice), async (c) => {
      const choice = c.req.valid("json");
      const problems = mailServers.problemsOf(choice);
      if (problems.length > 0) throw invalidRequest(...problems);
      return c.json(await choose(choice, c.get("person").id));
    })
    .delete("/mail/server", async (c) => c.json(await choose(undefined, c.get("person").id)))
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
      return c.json(shown(parts));
    });
}
