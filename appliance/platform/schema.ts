import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The kind of event of which only the newest of a topic and a subject is kept: it says all that the others said. */
export const newestOnly = "space.placed";

/** Every change of the house, in the order in which it was committed. */
export const events = sqliteTable(
  "events",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    /** Milliseconds since the epoch. */
    at: integer().notNull(),
    /** Who may see it: `person:<id>`, `space:<id>`, `org`, `admin`. */
    topic: text().notNull(),
    /** `<noun>.<what happened>`, as in `message.created`. */
    kind: text().notNull(),
    /** Id of the thing that changed. */
    subject: text().notNull(),
    /** Small facts that the subject's row does not hold; never content. */
    payload: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    index("events_topic").on(table.topic, table.seq),
    index("events_subject").on(table.subject, table.seq),
    index("events_newest_only")
      .on(table.topic, table.subject)
      .where(sql`${table.kind} = ${sql.raw(`'${newestOnly}'`)}`),
  ],
);

/** One value a name: the house's own state, such as the set-up code's hash. */
export const settings = sqliteTable("settings", {
  name: text().primaryKey(),
  value: text({ mode: "json" }).$type<unknown>().notNull(),
});

/** What the house writes to people for. */
export const mailPurposes = [
  "invitation",
  "password",
  "digest",
  "voicemail",
  "limit",
  "emergency",
  "test",
] as const;

/** E-mails that wait for the server, and those that it refused for good. */
export const mails = sqliteTable(
  "mails",
  {
    id: text().primaryKey(),
    recipient: text().notNull(),
    purpose: text({ enum: mailPurposes }).notNull(),
    /** The letter, sealed: it may hold a link that lets somebody in. Empty once it was given up. */
    content: blob({ mode: "buffer" }).notNull(),
    createdAt: integer().notNull(),
    attempts: integer().notNull().default(0),
    /** When to try; null once it was given up. */
    nextAt: integer(),
    /** What the server said to the latest attempt. */
    error: text().notNull().default(""),
  },
  (table) => [index("mails_next").on(table.nextAt)],
);

export const jobStates = ["waiting", "running", "done", "failed", "cancelled"] as const;

/** What takes long, and how far it is. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    /** Id of who asked for it. */
    by: text().notNull(),
    state: text({ enum: jobStates }).notNull(),
    /** Steps. */
    done: integer().notNull().default(0),
    total: integer().notNull(),
    /** How many steps came to what. */
    outcomes: text({ mode: "json" }).$type<Record<string, number>>().notNull().default({}),
    createdAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [index("jobs_created").on(table.createdAt)],
);

/** What a job works on, until it has ended; apart from its row, which every batch of steps writes anew. */
export const jobInputs = sqliteTable("job_inputs", {
  job: text()
    .primaryKey()
    .references(() => jobs.id, { onDelete: "cascade" }),
  input: text({ mode: "json" }).$type<unknown>().notNull(),
});

/** What came of a job's steps, where there is something to say. */
export const jobNotes = sqliteTable(
  "job_notes",
  {
    job: text()
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
    step: integer().notNull(),
    outcome: text().notNull(),
    details: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.job, table.step] })],
);
