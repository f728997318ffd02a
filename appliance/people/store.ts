/** The statements of this room. Reads are synchronous; writes run inside `Database.write`. */
import { and, asc, count, desc, eq, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Orm } from "../platform/index.ts";
import { fewestInside, foldName, nameWords } from "./name-words.ts";
import type { Nearness } from "./nearness.ts";
import { invitations, organisations, people, sessions } from "./schema.ts";

export type PersonRow = typeof people.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;

/** For LIKE … ESCAPE '\'. */
const literal = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Who is wanted by what was typed, and how well they fit, as `fitOf` has it: the smaller the better. */
function wanted(text: string): { found: SQL | undefined; kind: SQL } {
  const words = foldName(text).split(" ");
  const [first = "", ...rest] = words;
  const name = people.nameWords;
  const at = (letters: string) => sql`instr(${name}, ${letters})`;
  const begins = (word: string) => sql`${at(` ${word}`)} > 0`;
  const inside = (word: string) => (word.length < fewestInside ? begins(word) : sql`${at(word)} > 0`);
  const begun = (column: SQLiteColumn) => sql`${column} like ${`${literal(text)}%`} escape '\\'`;
  const address = sql`(${begun(people.email)} or ${begun(people.extension)})`;
  const firstName = sql`${at(` ${first}`)} = 1`;
  const lastName = sql`${name} not like ${`% ${literal(first)}% %`} escape '\\'`;
  const named = and(begins(first), ...rest.map(begins));
  return {
    found: first === "" ? address : or(and(...words.map(inside)), address),
    kind: sql`case when ${named} then case when ${firstName} or ${lastName} then 0 else 1 end when ${address} then 2 else 3 end`,
  };
}

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
     * Whose name holds every word of `text`, in any order, or whose address or extension begins with it; all when it
     * is empty. First and last names come before what else begins so, then addresses and extensions, then letters
     * inside of names; within each, those who are near before strangers.
     */
    search(text: string, limit: number, offset: number, { talkedTo, together }: Nearness) {
      const among = (ids: Iterable<string>) =>
        sql`${people.id} in (select value from json_each(${JSON.stringify([...ids])}))`;
      const distance = sql`case when ${among(talkedTo)} then 0 when ${among(together)} then 1 else 2 end`;
      const byName = [asc(sql`${people.name} collate nocase`), asc(people.id)];
      const { found, kind } = wanted(text);
      return orm
        .select()
        .from(people)
        .where(text === "" ? undefined : found)
        .orderBy(...(text === "" ? [] : [asc(kind), asc(distance)]), ...byName)
        .limit(limit)
        .offset(offset)
        .all();
    },
    /**
     * Writes the words of those names that have none yet: of people from before they were kept. In one transaction, as a
     * start waits for it.
     */
    completeNameWords() {
      orm.transaction((all) => {
        for (const { id, name } of all.select().from(people).where(isNull(people.nameWords)).all())
          all
            .update(people)
            .set({ nameWords: nameWords(name) })
            .where(eq(people.id, id))
            .run();
      });
    },
    places: () =>
      orm
        .select()
        .from(people)
        .where(and(eq(people.role, "place"), eq(people.state, "active")))
        .orderBy(asc(sql`${people.name} collate nocase`))
        .all(),
    guests: () => orm.select().from(people).where(eq(people.role, "guest")).orderBy(asc(people.name)).all(),
    createPerson: (row: typeof people.$inferInsert) =>
      void orm
        .insert(people)
        .values({ ...row, nameWords: nameWords(row.name) })
        .run(),
    updatePerson: (id: string, change: Partial<PersonRow>) =>
      void orm
        .update(people)
        .set(change.name === undefined ? change : { ...change, nameWords: nameWords(change.name) })
        .where(eq(people.id, id))
        .run(),
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
