import { Hono } from "hono";
import { z } from "zod";
import type { Directory, PersonEnv } from "../people/index.ts";
import { body, query } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import type { Groups } from "./groups/groups.ts";
import type { LineView } from "./lines/line-calls.ts";
import { ownSettingsChange } from "./members/call-settings.ts";
import type { OwnCalls } from "./members/own-calls.ts";
import type { Settings } from "./members/settings.ts";
import type { Histories } from "./records/history.ts";
import type { ParkedCall } from "./services/park.ts";

export interface RouteParts {
  sip: Sip;
  histories: Histories;
  directory: Directory;
  settings: Settings;
  groups: Groups;
  ownCalls: OwnCalls;
  /** See click-to-dial.ts. */
  dialOn(personId: string, deviceId: string, number: string): Promise<void>;
  parked(): ParkedCall[];
  /** The person's shared lines, and what happens on them. */
  lines(personId: string): LineView[];
  setPrivate(personId: string, call: string, closed: boolean): void;
}

const page = z.object({
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  beforeId: z.union([z.literal(""), z.uuid()]).default(""),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const dialled = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\s"<>;?]+$/u);

/** The calls that the person is on now, on whichever telephone. */
function ownCallRoutes({ ownCalls, dialOn }: RouteParts) {
  return new Hono<PersonEnv>()
    .get("/calling/calls", (c) => c.json(ownCalls.of(c.get("person").id)))
    .post("/calling/calls", body(z.object({ device: z.uuid(), number: dialled })), async (c) => {
      const { device, number } = c.req.valid("json");
      await dialOn(c.get("person").id, device, number);
      return c.body(null, 204);
    })
    .delete("/calling/calls/:id", (c) => {
      ownCalls.hangUp(c.get("person").id, c.req.param("id"));
      return c.body(null, 204);
    })
    .put("/calling/calls/:id/hold", body(z.object({ held: z.boolean() })), (c) => {
      ownCalls.hold(c.get("person").id, c.req.param("id"), c.req.valid("json").held);
      return c.body(null, 204);
    })
    .post("/calling/calls/:id/transfer", body(z.object({ number: dialled })), async (c) => {
      await ownCalls.transfer(c.get("person").id, c.req.param("id"), c.req.valid("json").number);
      return c.body(null, 204);
    })
    .post("/calling/calls/:id/connect", body(z.object({ other: z.uuid() })), (c) => {
      ownCalls.connect(c.get("person").id, c.req.param("id"), c.req.valid("json").other);
      return c.body(null, 204);
    })
    .post("/calling/calls/:id/answer", body(z.object({ device: z.uuid() })), (c) => {
      ownCalls.ringing.answer(c.get("person").id, c.req.param("id"), c.req.valid("json").device);
      return c.body(null, 204);
    })
    .post("/calling/calls/:id/decline", (c) => {
      ownCalls.ringing.decline(c.get("person").id, c.req.param("id"));
      return c.body(null, 204);
    });
}

const newDevice = z.object({
  name: z.string().trim().min(1).max(60),
  /** It may speak unencrypted. */
  plain: z.boolean().default(false),
});

/** The person's own calling: who they are to SIP, their phones, their history. */
export function callingRoutes(parts: RouteParts) {
  const { sip, histories, settings, groups, parked } = parts;
  return new Hono<PersonEnv>()
    .get("/calling", (c) => {
      const person = c.get("person");
      const user = person.extension ?? person.email.split("@")[0] ?? person.id;
      return c.json({
        address: `sip:${user}@${sip.domain}`,
        displayName: person.name,
        domain: sip.domain,
      });
    })
    .get("/calling/settings", (c) => c.json(settings.of(c.get("person").id)))
    .patch("/calling/settings", body(ownSettingsChange), async (c) =>
      c.json(await settings.change(c.get("person").id, c.req.valid("json"))),
    )
    .route("/", ownCallRoutes(parts))
    .get("/calling/lines", (c) => c.json({ lines: parts.lines(c.get("person").id) }))
    .put("/calling/lines/calls/:id/private", body(z.object({ private: z.boolean() })), (c) => {
      parts.setPrivate(c.get("person").id, c.req.param("id"), c.req.valid("json").private);
      return c.body(null, 204);
    })
    .get("/calling/parked", (c) => c.json({ calls: parked() }))
    .get("/calling/groups", (c) => {
      const { id } = c.get("person");
      const own = groups.all.flatMap(({ id: group, name, number, members }) => {
        const member = members.find(({ personId }) => personId === id);
        return member ? [{ id: group, name, number, loggedIn: member.loggedIn }] : [];
      });
      return c.json({ groups: own });
    })
    .put("/calling/groups/:id/presence", body(z.object({ loggedIn: z.boolean() })), async (c) => {
      await groups.logIn(c.req.param("id"), c.get("person").id, c.req.valid("json").loggedIn);
      return c.body(null, 204);
    })
    .get("/calling/history", query(page), (c) => {
      const { limit, ...start } = c.req.valid("query");
      return c.json({ records: histories.of(c.get("person").id, start, limit) });
    })
    .delete("/calling/history", async (c) => {
      await histories.hide(c.get("person").id);
      return c.body(null, 204);
    })
    .delete("/calling/history/:call", async (c) => {
      await histories.hide(c.get("person").id, c.req.param("call"));
      return c.body(null, 204);
    })
    .get("/calling/devices", (c) => c.json({ devices: sip.phonesOf(c.get("person").id) }))
    .post("/calling/devices", body(newDevice), async (c) => {
      const { id } = c.get("person");
      const { name, plain } = c.req.valid("json");
      const { device, password } = await sip.devices.add(id, name, { plain });
      return c.json({ device, password, domain: sip.domain, ports: sip.ports });
    })
    .patch("/calling/devices/:id", body(z.strictObject({ plain: z.boolean() })), async (c) => {
      await sip.devices.allowPlain(c.get("person").id, c.req.param("id"), c.req.valid("json").plain);
      return c.body(null, 204);
    })
    .delete("/calling/devices/:id", async (c) => {
      await sip.devices.remove(c.get("person").id, c.req.param("id"));
      return c.body(null, 204);
    });
}
