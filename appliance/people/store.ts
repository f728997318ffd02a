/** The statements of this room. Reads are synchronous; writes run inside `Database.write`. */
import { and, asc, count, desc, eq, like, lt, ne, or, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import type { Nearness } from "./nearness.ts";
import { invitations, organisations, people, sessions } from "./schema.ts";

export type PersonRow = typeof people.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;

/** For LIKE … ESCAPE '\'. */
const literal = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

export function createPeopleStore(orm: Orm) {
  const value = sql.placeholder;
  const byId = orm
    .select()
    .from(people)
    .where(eq(people.id, value("id")))
    .prepare();
  const byEmail = orm
    .select()
    .from(people)
    .where(eq(people.email, value("email")))
    .prepare();
  const byExtension = orm
    .select()
    .from(people)
    .where(eq(people.extension, value("extension")))
    .prepare();
  const highestExtension = orm
    .select({ highest: people.extension })
    .from(people)
    .where(sql`length(${people.extension}) = ${value("digits")}`)
    .orderBy(desc(people.extension)) // of one length that is by value, and the index has it in this order
    .limit(1)
    .prepare();
  const sessionByHash = orm
    .select()
    .from(sessions)
    .where(eq(sessions.tokenHash, value("tokenHash")))
    .prepare();
  const touch = orm
    .update(sessions)
    .set({ lastSeenAt: sql`${value("at")}` })
    .where(eq(sessions.id, value("id")))
    .prepare();

  return {
    organisation: () => orm.select().from(organisations).get(),
    createOrganisation: (row: typeof organisations.$inferInsert) =>
      void orm.insert(organisations).values(row).run(),

    person: (id: string) => byId.get({ id }),
    personByEmail: (email: string) => byEmail.get({ email: email.toLowerCase() }),
    personByExtension: (extension: string) => byExtension.get({ extension }),
    personByLocalPart: (local: string) =>
      orm
        .select()
        .from(people)
        .where(
          and(
            ne(people.role, "guest"),
            sql`${people.email} like ${`${literal(local.toLowerCase())}@%`} escape '\\'`,
          ),
        )
        .limit(2)
        .all(),
    countActive: () =>
      orm
        .select({ count: count() })
        .from(people)
        .where(and(eq(people.state, "active"), ne(people.role, "place")))
        .get()?.count ?? 0,
    /**
     * Where a word of the name, the address or the extension begins with `text`; all when it is empty. First and
     * last names come before what else begins so, and then those who are near before strangers.
     */
    search(text: string, limit: number, offset: number, { talkedTo, together }: Nearness) {
      const start = literal(text);
      const begins = (pattern: string) => sql`${people.name} like ${pattern} escape '\\'`;
      const lastWord = sql`(${begins(`% ${start}%`)} and not ${begins(`% ${start}% %`)})`;
      const kind = sql`case when ${begins(`${start}%`)} or ${lastWord} then 0 when ${begins(`% ${start}%`)} then 1 else 2 end`;
      const among = (ids: Iterable<string>) =>
        sql`${people.id} in (select value from json_each(${JSON.stringify([...ids])}))`;
      const distance = sql`case when ${among(talkedTo)} then 0 when ${among(together)} then 1 else 2 end`;
      const byName = [asc(sql`${people.name} collate nocase`), asc(people.id)];
      return orm
        .select()
        .from(people)
        .where(
          text === ""
            ? undefined
            : or(
                begins(`${start}%`),
                begins(`% ${start}%`),
                sql`${people.email} like ${`${start}%`} escape '\\'`,
                like(people.extension, `${start}%`),
              ),
        )
        .orderBy(...(text === "" ? [] : [asc(kind), asc(distance)]), ...byName)
        .limit(limit)
        .offset(offset)
        .all();
    },
    places: () =>
      orm
        .select()
        .from(people)
        .where(and(eq(people.role, "place"), eq(people.state, "active")))
        .orderBy(asc(sql`${people.name} collate nocase`))
        .all(),
    guests: () => orm.select().from(people).where(eq(people.role, "guest")).orderBy(asc(people.name)).all(),
    createPerson: (row: typeof people.$inferInsert) => void orm.insert(people).values(row).run(),
    updatePerson: (id: string, change: Partial<PersonRow>) =>
      void orm.update(people).set(change).where(eq(people.id, id)).run(),
    activeAdministrators: () =>
      orm
        .select({ id: people.id })
        .from(people)
        .where(and(eq(people.role, "administrator"), eq(people.state, "active")))
        .all()
        .map(({ id }) => id),
    /** The next free after the highest of four digits, from 1001 on; of five where those are used up, and so on. */
    nextExtension(isFree: (number: string) => boolean): string {
      for (let digits = 4; ; digits++) {
        const highest = Number(highestExtension.get({ digits })?.highest ?? 0);
        const first = Math.max(highest, 10 ** (digits - 1)) + 1;
        for (let next = first; next < 10 ** digits; next++) if (isFree(String(next))) return String(next);
      }
    },

    session: (tokenHash: string) => sessionByHash.get({ tokenHash }),
    sessionsOf: (personId: string) =>
      orm.select().from(sessions).where(eq(sessions.personId, personId)).all(),
    /** Last used before this moment, milliseconds since the epoch. */
    sessionsBefore: (at: number) => orm.select().from(sessions).where(lt(sessions.lastSeenAt, at)).all(),
    createSession: (row: SessionRow) => void orm.insert(sessions).values(row).run(),
    touchSession: (id: string, at: number) => void touch.run({ id, at }),
    deleteSession: (id: string) => void orm.delete(sessions).where(eq(sessions.id, id)).run(),

    createInvitation: (row: typeof invitations.$inferInsert) =>
      void orm.insert(invitations).values(row).run(),
    invitation: (tokenHash: string) =>
      orm.select().from(invitations).where(eq(invitations.tokenHash, tokenHash)).get(),
    deleteInvitationsOf: (personId: string) =>
      void orm.delete(invitations).where(eq(invitations.personId, personId)).run(),
  };
}

export type PeopleStore = ReturnType<typeof createPeopleStore>;
