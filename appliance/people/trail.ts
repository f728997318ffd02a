/** What guests do is written down: every change they ask for, and every file they fetch. */
import type { MiddlewareHandler } from "hono";
import type { Database, EventLog } from "../platform/index.ts";
import type { PersonEnv } from "./routes.ts";

/** Says nothing about what somebody did: how far they read, what they have not sent, keys of what they see. */
const idle = /\/(mine|draft|keys(\/\w+)?|people\/named|notifications\/read|preferences|search)$/;

export const guestTrail =
  ({ db, events }: { db: Database; events: EventLog }): MiddlewareHandler<PersonEnv> =>
  async (c, next) => {
    const { id, role } = c.get("person");
    await next();
    const { method, path } = c.req;
    const notable =
      method === "GET" ? /\/files\/[\w-]+$/.test(path) && !path.includes("/spaces/") : !idle.test(path);
    if (role !== "guest" || !notable) return;
    const payload = { method, path, status: c.res.status, address: c.env.remoteAddress };
    await db.write(() => void events.append({ topic: "admin", kind: "guest.acted", subject: id, payload }));
  };
