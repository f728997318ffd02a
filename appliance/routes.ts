/** What is mounted where, and who may go there. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "./people/index.ts";
import { httpErrors, query } from "./platform/index.ts";
import type { Rooms } from "./rooms.ts";

/** The app's HTTP routes; their type is what the web UI's client is made of. */
export function appRoutes(rooms: Rooms) {
  const {
    people,
    imports,
    keys,
    messaging,
    boards,
    care,
    calling,
    meetings,
    devices,
    stream,
    console,
    limits,
  } = rooms;
  const administration = new Hono<PersonEnv>()
    .use(people.support)
    .route("/", console.routes)
    .route("/", calling.administrationRoutes)
    .route("/", care.reportRoutes)
    .use(people.administrators) // what follows changes things
    .route("/", console.changeRoutes)
    .route("/", calling.interventionRoutes)
    .route("/", calling.configurationRoutes)
    .route("/", care.deskRoutes)
    .route("/", devices.placeRoutes)
    .route("/", messaging.guestAdministrationRoutes)
    .route("/", messaging.retentionRoutes)
    .route("/", messaging.policyAdministrationRoutes)
    .route("/", messaging.pushAdministrationRoutes)
    .route("/", people.administrationRoutes)
    .route("/", imports.routes);
  return new Hono<PersonEnv>()
    .use(limits.address)
    .route("/", people.visitorRoutes)
    .use(people.signedIn)
    .use(limits.person)
    .use(people.guestTrail)
    .use("/calling/*", people.entitled("calling"))
    .use("/care/*", people.staff)
    .use("/contacts/*", people.staff)
    .use("/contacts.vcf", people.staff)
    .use("/phonebook", people.entitled("calling"))
    .use("/phones/*", people.entitled("calling"))
    .on("POST", "/meetings", people.staff)
    .on("POST", "/teams", people.staff)
    .route("/", people.personRoutes)
    .route("/keys", keys.routes)
    .route("/", messaging.routes)
    .route("/", messaging.marksRoutes)
    .route("/", messaging.policyRoutes)
    .route("/", messaging.fileRoutes)
    .route("/", messaging.teamRoutes)
    .route("/", messaging.guestRoutes)
    .route("/", messaging.notifications.routes)
    .route("/", messaging.pushRoutes)
    .route("/", boards.routes)
    .route("/", care.routes)
    .route("/", calling.routes)
    .route("/", meetings.routes)
    .route("/", devices.routes)
    .route("/", devices.ownPhoneRoutes)
    .route("/admin", administration)
    .get("/stream", query(z.object({ since: z.coerce.number().int().min(0) })), (c) => {
      const client = { personId: c.get("person").id, sessionId: c.get("sessionId") };
      if (!c.env.upgrade(stream.accept(client, c.req.valid("query").since)))
        throw httpErrors("upgrade-required");
      return new Response(null);
    });
}

/** SIP over WebSocket (RFC 7118), for browsers that are signed in and may call. */
export function sipRoute({ people, sip }: Rooms) {
  return new Hono<PersonEnv>().use(people.signedIn, people.entitled("calling")).get("/", (c) => {
    const { id } = c.get("person");
    const offered = (c.req.header("sec-websocket-protocol") ?? "").split(/ *, */);
    if (
      !offered.includes("sip") ||
      !c.env.upgrade(sip.acceptWebSocket({ personId: id, sessionId: c.get("sessionId") }), "sip")
    )
      throw httpErrors("upgrade-required");
    return new Response(null);
  });
}

export type AppRoutes = ReturnType<typeof appRoutes>;
