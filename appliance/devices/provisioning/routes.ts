/** Telephones load their settings here, and people set them. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../../people/index.ts";
import { body, type HttpEnv, httpErrors, params, timeZone } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { Guesses } from "../guesses.ts";
import type { Activation } from "./activation.ts";
import { type ActivationCodes, isCode } from "./codes.ts";
import type { ProvisionedPhones } from "./phones.ts";
import { phoneSettings } from "./settings.ts";
import { visitorOf } from "./visitor.ts";

const xml = { "Content-Type": "text/xml; charset=utf-8", "Cache-Control": "private, no-store" };

/** Under `/phones`: with a code, once, and with a telephone's own key from then on. */
export function settingsRoutes(parts: { sip: Sip; activation: Activation; guesses: Guesses }) {
  const { sip, activation, guesses } = parts;
  return new Hono<HttpEnv>()
    .get("/:code", async (c) => {
      if (!isCode(c.req.param("code"))) throw httpErrors("not-found");
      const address = c.env.remoteAddress;
      const userAgent = c.req.header("user-agent") ?? "";
      const visitor = visitorOf(userAgent, c.req.header("accept") ?? "");
      // HEAD comes here too, and would use a code up for an answer without a body.
      if (visitor.kind === "browser" || c.req.method !== "GET") return c.redirect("/calls?tab=settings", 303);
      if (visitor.kind === "foreign") throw httpErrors("not-found");
      guesses.tryCode(address);
      const settings = await activation.activate(c.req.param("code"), visitor, { address, userAgent });
      if (settings === undefined) throw httpErrors("not-found");
      return c.body(settings, 200, xml);
    })
    .get("/:key/profile", async (c) => {
      const device = sip.devices.profileReader(c.req.param("key"));
      if (!device) throw guesses.missed(c.env.remoteAddress);
      const visitor = visitorOf(c.req.header("user-agent") ?? "", "");
      const settings = await activation.load(device, visitor.kind === "cisco" ? visitor.firmware : undefined);
      if (settings === undefined) throw httpErrors("not-found");
      return c.body(settings, 200, xml);
    });
}

const byId = params(z.object({ id: z.uuid() }));
const newCode = z.strictObject({ name: z.string().trim().max(60).default(""), timeZone });

/** The signed-in person's own telephones. */
export function ownPhoneRoutes(parts: {
  codes: ActivationCodes;
  phones: ProvisionedPhones;
  url: () => string;
}) {
  const { codes, phones, url } = parts;
  return new Hono<PersonEnv>()
    .get("/phones", (c) => {
      const { id } = c.get("person");
      return c.json({ codes: codes.of(id), phones: phones.of(id) });
    })
    .post("/phones/codes", body(newCode), async (c) => {
      const issued = await codes.issue(c.get("person").id, c.req.valid("json"));
      return c.json({ ...issued, url: `${url()}/phones/${issued.code}` });
    })
    .delete("/phones/codes/:id", byId, async (c) => {
      await codes.revoke(c.get("person").id, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .put("/phones/:id/settings", byId, body(phoneSettings), async (c) => {
      const { id } = c.req.valid("param");
      return c.json({ phone: await phones.change(c.get("person").id, id, c.req.valid("json")) });
    });
}
