/** A person's own mailbox in the app. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { body } from "../../platform/index.ts";
import { callingErrors } from "../errors.ts";
import { readWave, type Samples, writeWave } from "../speech.ts";
import type { Mailboxes } from "./mailboxes.ts";

const longestGreeting = 120;
/** Two minutes of 48 kHz in two channels, and room for a header. */
const largestUpload = longestGreeting * 48_000 * 2 * 2 + 65_536;

const pin = z.string().regex(/^\d{4,12}$/, "Four to twelve digits.");

export function voicemailRoutes(mailboxes: Mailboxes) {
  const wave = (c: Context<PersonEnv>, sound: Samples) => {
    c.header("Content-Type", "audio/wav");
    c.header("Cache-Control", "private, no-store");
    return c.body(new Uint8Array(writeWave(sound)));
  };
  return new Hono<PersonEnv>()
    .get("/calling/voicemail", (c) => {
      const { id } = c.get("person");
      return c.json({ messages: mailboxes.of(id), hasPin: mailboxes.hasPin(id) });
    })
    .get("/calling/voicemail/greeting", async (c) => {
      const greeting = await mailboxes.greeting(c.get("person").id);
      return greeting ? wave(c, greeting) : c.body(null, 204);
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
      wave(c, await mailboxes.sound(c.get("person").id, c.req.param("id"))),
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

/** A recording that somebody made or chose, as samples. Throws `bad-recording`. */
export async function readUpload(request: Request): Promise<Samples> {
  if (Number(request.headers.get("content-length") ?? 0) > largestUpload)
    throw callingErrors("bad-recording");
  const bytes = Buffer.from(await request.arrayBuffer());
  try {
    const samples = readWave(bytes, longestGreeting);
    if (samples.length === 0) throw new Error("it is empty");
    return samples;
  } catch (cause) {
    throw callingErrors("bad-recording", {}, { cause });
  }
}
