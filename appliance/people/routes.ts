import { type Context, Hono, type MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { body, type HttpEnv, httpErrors, query, RateLimiter, systemClock } from "../platform/index.ts";
import type { Directory } from "./directory.ts";
import { peopleErrors } from "./errors.ts";
import { email, extension, invitedRole, name, offer, password } from "./fields.ts";
import type { Invitations } from "./invitations.ts";
import { type LanguageBook, languagePolicy, languageTag } from "./language.ts";
import type { Nearness } from "./nearness.ts";
import type { Capability } from "./offers.ts";
import { isStaff, type Person, toPerson } from "./person.ts";
import type { Role } from "./schema.ts";
import { cookieName, type Sessions, sessionSeconds } from "./sessions.ts";
import type { PasswordSignIn } from "./sign-in.ts";

/** What routes behind `signedIn` find in their context. */
export interface PersonEnv extends HttpEnv {
  Variables: HttpEnv["Variables"] & { person: Person; sessionId: string };
}

/** The session and person whose cookie came with a request; undefined for visitors. */
const cookie = {
  path: "/",
  secure: true,
  httpOnly: true,
  sameSite: "Lax",
  maxAge: sessionSeconds,
} as const;

export const sessionOf = (c: Context, sessions: Sessions) => sessions.resolve(getCookie(c, cookieName) ?? "");

export const signedIn =
  (sessions: Sessions): MiddlewareHandler<PersonEnv> =>
  async (c, next) => {
    const found = sessionOf(c, sessions);
    if (!found) throw peopleErrors("signed-out");
    c.set("person", toPerson(found.person));
    c.set("sessionId", found.session.id);
    c.set("log", c.get("log").child({ personId: found.person.id }));
    await next();
  };

/** After `signedIn`: refuses those without one of the roles. */
export const withRole =
  (...allowed: Role[]): MiddlewareHandler<PersonEnv> =>
  async (c, next) => {
    if (!allowed.includes(c.get("person").role)) throw peopleErrors("role-needed");
    await next();
  };

/** After `signedIn`: refuses guests. */
export const staffOnly: MiddlewareHandler<PersonEnv> = async (c, next) => {
  if (!isStaff(c.get("person"))) throw peopleErrors("staff-only");
  await next();
};

/** After `signedIn`: refuses those whose offer does not include it. */
export const entitled =
  (directory: Directory) =>
  (capability: Capability): MiddlewareHandler<PersonEnv> =>
  async (c, next) => {
    directory.requireEntitled(c.get("person").id, capability);
    await next();
  };

interface Parts {
  language: LanguageBook;
  directory: Directory;
  invitations: Invitations;
  sessions: Sessions;
  signIn: PasswordSignIn;
  /** Those whom a guest may know of: the members of their spaces. */
  acquaintancesOf: (guestId: string) => ReadonlySet<string>;
  nearnessOf: (personId: string) => Nearness;
}

/** Set-up, sign-in and invitations: for visitors without a session. */
export function visitorRoutes(parts: Omit<Parts, "acquaintancesOf" | "nearnessOf">) {
  const { directory, invitations, sessions, signIn, language } = parts;
  const attempts = new RateLimiter({ clock: systemClock, burst: 10, perSecond: 10 / 60 });
  const limited: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const verdict = attempts.take(c.env.remoteAddress);
    if (!verdict.ok) throw httpErrors("too-many-requests", { retryAfter: verdict.retryAfter });
    await next();
  };
  const enter = async (c: Parameters<MiddlewareHandler<HttpEnv>>[0], personId: string) => {
    const agent = c.req.header("user-agent") ?? "";
    const token = await sessions.start(personId, agent, c.env.remoteAddress);
    setCookie(c, cookieName, token, cookie);
  };
  return new Hono<HttpEnv>()
    .get("/setup", (c) => c.json({ needed: directory.organisation === undefined }))
    .post(
      "/setup",
      limited,
      body(
        z.object({
          code: z.string().max(40),
          organisation: name,
          name,
          email,
          password,
          language: languageTag.optional(),
        }),
      ),
      async (c) => {
        const { language: chosen, ...input } = c.req.valid("json");
        const person = await directory.setUp(input);
        if (chosen) await language.change({ language: chosen }, person.id);
        await enter(c, person.id);
        return c.json({ person });
      },
    )
    .post(
      "/sign-in",
      body(z.object({ email: z.string().max(200), password: z.string().max(200) })),
      async (c) => {
        const input = c.req.valid("json");
        const row = await signIn.verify(input.email, input.password, c.env.remoteAddress);
        await enter(c, row.id);
        return c.json({ person: toPerson(row) });
      },
    )
    .get("/invitations/:token", limited, (c) => c.json({ person: invitations.invited(c.req.param("token")) }))
    .post("/invitations/:token", limited, body(z.object({ name, password })), async (c) => {
      const person = await invitations.accept(c.req.param("token"), c.req.valid("json"));
      await sessions.endAll(person.id);
      await enter(c, person.id);
      return c.json({ person });
    });
}

/** The person's own account, and the directory that everybody may search. */
export function personRoutes({ directory, sessions, signIn, acquaintancesOf, nearnessOf }: Parts) {
  /** Guests see the members of their spaces, without what those have inside the house. */
  const visibleTo = (viewer: Person, people: Person[]): Person[] => {
    if (viewer.role !== "guest") return people;
    const known = acquaintancesOf(viewer.id);
    return people
      .filter(({ id }) => id === viewer.id || known.has(id))
      .map((person) => ({ ...person, extension: null, offer: "" }));
  };
  return new Hono<PersonEnv>()
    .get("/me", (c) => {
      const token = getCookie(c, cookieName);
      if (token) setCookie(c, cookieName, token, cookie); // it lasts thirty days from the last use, as the session does
      const person = c.get("person");
      const organisation = directory.organisation?.name ?? "";
      return c.json({ person, organisation, entitlements: directory.entitlements(person.id) });
    })
    .patch("/me", body(z.object({ name })), async (c) =>
      c.json({ person: await directory.change(c.get("person").id, c.req.valid("json")) }),
    )
    .post("/me/password", body(z.object({ current: z.string().max(200), next: password })), async (c) => {
      const { current, next } = c.req.valid("json");
      const { id, email } = c.get("person");
      await signIn.verify(email, current, c.env.remoteAddress);
      if (next === current) throw peopleErrors("same-password");
      await directory.changePassword(id, next);
      await sessions.endAll(id, c.get("sessionId"));
      return c.body(null, 204);
    })
    .post("/sign-out", async (c) => {
      await sessions.end(c.get("person").id, c.get("sessionId"));
      deleteCookie(c, cookieName, { path: "/", secure: true });
      return c.body(null, 204);
    })
    .get("/sessions", (c) =>
      c.json({
        sessions: sessions
          .list(c.get("person").id)
          .map(({ id, createdAt, lastSeenAt, userAgent, address }) => ({
            id,
            createdAt,
            lastSeenAt,
            userAgent,
            address,
            current: id === c.get("sessionId"),
          })),
      }),
    )
    .delete("/sessions/:id", async (c) => {
      await sessions.end(c.get("person").id, c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/sign-out-everywhere", async (c) => {
      await sessions.endAll(c.get("person").id);
      deleteCookie(c, cookieName, { path: "/", secure: true });
      return c.body(null, 204);
    })
    .get(
      "/people",
      query(
        z.object({
          q: z.string().max(100).default(""),
          limit: z.coerce.number().int().min(1).max(500).default(50),
          offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
        }),
      ),
      (c) => {
        const { q, limit, offset } = c.req.valid("query");
        const viewer = c.get("person");
        const near = q.trim() === "" ? undefined : nearnessOf(viewer.id);
        if (viewer.role !== "guest") return c.json({ people: directory.search(q, limit, offset, near) });
        const known = visibleTo(viewer, directory.search(q, Number.MAX_SAFE_INTEGER, 0, near));
        return c.json({ people: known.slice(offset, offset + limit) });
      },
    )
    .post("/people/named", body(z.object({ ids: z.array(z.uuid()).max(1000) })), (c) => {
      const found = c.req.valid("json").ids.flatMap((id) => directory.find(id) ?? []);
      return c.json({ people: visibleTo(c.get("person"), found) });
    })
    .get("/people/:id", (c) => {
      const found = directory.find(c.req.param("id"));
      const [person] = visibleTo(c.get("person"), found ? [found] : []);
      if (!person) throw peopleErrors("person-not-found");
      return c.json({ person });
    });
}

/** Under /app/admin: for administrators. */
export function administrationRoutes(
  parts: Pick<Parts, "directory" | "invitations" | "sessions" | "language">,
) {
  const { directory, invitations, sessions, language } = parts;
  const change = z.object({
    name: name.optional(),
    role: invitedRole.optional(),
    state: z.enum(["active", "disabled"]).optional(),
    extension: extension.nullable().optional(),
    offer: offer.optional(),
  });
  return new Hono<PersonEnv>()
    .get("/language", (c) => c.json(language.policy))
    .put("/language", body(languagePolicy), async (c) => {
      await language.change(c.req.valid("json"), c.get("person").id);
      return c.json(language.policy);
    })
    .post(
      "/people",
      body(z.object({ name, email, role: invitedRole.default("user"), offer: offer.optional() })),
      async (c) => {
        const { person, token } = await invitations.invite(c.req.valid("json"));
        return c.json({ person, invitation: `/invitation/${token}` });
      },
    )
    .patch("/people/:id", body(change), async (c) => {
      const person = await directory.change(c.req.param("id"), c.req.valid("json"));
      if (person.state === "disabled") await sessions.endAll(person.id);
      return c.json({ person });
    })
    .post("/people/:id/invitation", async (c) =>
      c.json({ invitation: `/invitation/${await invitations.reinvite(c.req.param("id"))}` }),
    );
}
