/** For support and administrators: calls now and lately, what was said in them, and who is registered. */
import { Hono } from "hono";
import { z } from "zod";
import type { Directory, PersonEnv } from "../people/index.ts";
import { body, type Clock, type Database, httpErrors, query } from "../platform/index.ts";
import { isPlain, pcapOf, type Sip, type TracedMessage } from "../sip/index.ts";
import type { LiveCall } from "./call/live-calls.ts";
import { diagnose } from "./records/diagnosis.ts";
import { qualityReport } from "./records/quality.ts";
import type { CallRecords } from "./records/records.ts";
import { outcomes } from "./schema.ts";

export interface AdministrationParts {
  sip: Sip;
  records: CallRecords;
  directory: Directory;
  db: Database;
  clock: Clock;
  live(): LiveCall[];
  /** What costs are in. */
  currency(): string;
}

const recordQuery = z.object({
  text: z.string().trim().max(80).default(""),
  outcome: z.enum(outcomes).optional(),
  from: z.coerce.number().int().min(0).default(0),
  to: z.coerce.number().int().min(0).default(Number.MAX_SAFE_INTEGER),
  poor: z.stringbool().default(false),
  before: z.coerce.number().int().positive().default(Number.MAX_SAFE_INTEGER),
  beforeId: z.union([z.literal(""), z.uuid()]).default(""),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const captureRequest = z.object({
  /** Part of a number or a name. */
  about: z.string().trim().min(2).max(60),
  seconds: z.number().int().min(10).max(3600).default(300),
});

/** As a file to download; analysers are shown one address of the house, because capture files need one. */
const capturedFile = (sip: Sip, messages: readonly TracedMessage[], name: string): Response =>
  new Response(new Uint8Array(pcapOf(messages, { address: "127.0.0.1", port: sip.ports.udp })), {
    headers: {
      "Content-Type": "application/vnd.tcpdump.pcap",
      "Content-Disposition": `attachment; filename="${name}.pcap"`,
    },
  });

/** For administrators and support: looking changes nothing. */
export function callingAdministration(parts: AdministrationParts) {
  const { sip, records, directory, live } = parts;
  const captured = (id: string): TracedMessage[] => {
    const messages = sip.trace.captured(id);
    if (!messages) throw httpErrors("not-found");
    return messages;
  };
  return new Hono<PersonEnv>()
    .get("/calls", (c) => c.json({ live: live(), currency: parts.currency() }))
    .get("/calls/quality", query(z.object({ days: z.coerce.number().int().min(1).max(366) })), async (c) =>
      c.json(await qualityReport(parts.db, c.req.valid("query").days, parts.clock.now())),
    )
    .get("/calls/records", query(recordQuery), (c) => {
      const wanted = c.req.valid("query");
      const people = wanted.text === "" ? [] : directory.search(wanted.text, 20).map(({ id }) => id);
      return c.json({ records: records.search({ ...wanted, people }) });
    })
    .get("/calls/records/:id", (c) => {
      const legs = records.legs(c.req.param("id"));
      const messages = sip.trace.of(c.req.param("id"));
      const courses = records.courses.of(legs.map(({ id }) => id));
      return c.json({
        legs,
        courses,
        messages,
        causes: diagnose(legs, messages),
        currency: parts.currency(),
      });
    })
    .get("/calls/records/:id/pcap", (c) => capturedFile(sip, sip.trace.of(c.req.param("id")), "call"))
    .get("/calls/captures", (c) => c.json({ captures: sip.trace.captures, limits: sip.trace.captureLimits }))
    .get("/calls/captures/:id", (c) => c.json({ messages: captured(c.req.param("id")) }))
    .get("/calls/captures/:id/pcap", (c) => capturedFile(sip, captured(c.req.param("id")), "capture"))
    .get("/registrations", (c) => {
      const owner = (personId: string | undefined) => (personId && directory.find(personId)?.name) || "";
      const registrations = sip.location.all().map(({ personId, deviceId, userAgent, expiresAt, flow }) => ({
        person: owner(personId),
        device: deviceId ? (sip.devices.find(deviceId)?.name ?? "") : "",
        deviceId,
        userAgent,
        transport: flow.transport,
        encrypted: !isPlain(flow),
        address: flow.address,
        expiresAt,
      }));
      const refused = sip.refusedInClear.map((each) => {
        const device = sip.devices.find(each.deviceId);
        return { ...each, person: owner(device?.personId), device: device?.name ?? "" };
      });
      return c.json({ registrations, refused, bans: [...sip.bans] });
    });
}

/** For administrators: captures begin and end, and calls are ended. */
export function callingIntervention(
  { sip, directory }: Pick<AdministrationParts, "sip" | "directory">,
  hangUp: (id: string) => void,
) {
  return new Hono<PersonEnv>()
    .post("/calls/captures", body(captureRequest), (c) => {
      const { about, seconds } = c.req.valid("json");
      const people = directory.search(about, 20);
      // People are called by their numbers; their telephones speak under the names of their credentials.
      const devices = people.flatMap(({ id }) => sip.devices.of(id));
      const numbers = people.flatMap(({ extension }) => extension ?? []);
      const users = [...numbers, ...devices.map(({ username }) => username)];
      return c.json({ capture: sip.trace.capture(about, users, seconds) });
    })
    .delete("/calls/captures/:id", (c) => {
      if (!sip.trace.forget(c.req.param("id"))) throw httpErrors("not-found");
      return c.body(null, 204);
    })
    .delete("/calls/:id", (c) => {
      hangUp(c.req.param("id"));
      return c.body(null, 204);
    });
}
