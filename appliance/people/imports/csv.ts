/** The list that an administrator uploads: CSV (RFC 4180) as spreadsheets write it, with a comma or a semicolon. */
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { peopleErrors } from "../errors.ts";
import { email, extension, invitedRole, name, offer } from "../fields.ts";

/** Why a row is not taken. */
const rowProblem = z.enum([
  "columns",
  "name",
  "email",
  "email-twice",
  "role",
  "extension",
  "extension-twice",
  "extension-taken",
  "offer",
  "guest",
]);
export type RowProblem = z.infer<typeof rowProblem>;

const listed = z.object({
  name,
  email,
  role: invitedRole.optional(),
  extension: extension.optional(),
  offer: offer.optional(),
});

/** Of the file, from 1 on; the header has the first. */
const line = z.number().int();

/** A row that is not taken, and what stands there. */
const refusedRow = z.object({ line, problem: rowProblem, text: z.string() });
export type RefusedRow = z.infer<typeof refusedRow>;

/** A row of the list, as it is kept until its turn. */
export const importRow = z.union([z.object({ line, person: listed }), refusedRow]);
export type ImportRow = z.infer<typeof importRow>;

const columns = ["name", "email", "role", "extension", "offer"] as const;
const needed = ["name", "email"] as const;
/** An organisation of ten thousand is the largest that is promised. */
const mostRows = 10_000;
const longestShown = 100;

const isColumn = (text: string): text is (typeof columns)[number] =>
  (columns as readonly string[]).includes(text);

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

/** Throws `list-unreadable` with what is wrong with the whole of it; what is wrong with a row stands in that row. */
export function parseList(text: string): ImportRow[] {
  const [head, ...records] = recordsOf(text);
  if (!head) throw peopleErrors("list-unreadable", { reason: "empty" });
  const header = head.record.map((column) => column.toLowerCase());
  const unknown = header.find((column) => !isColumn(column));
  if (unknown !== undefined)
    throw peopleErrors("list-unreadable", {
      reason: "column-unknown",
      column: unknown.slice(0, longestShown),
    });
  const missing = needed.find((column) => !header.includes(column));
  if (missing) throw peopleErrors("list-unreadable", { reason: "column-missing", column: missing });
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  if (twice) throw peopleErrors("list-unreadable", { reason: "column-twice", column: twice });
  if (records.length === 0) throw peopleErrors("list-unreadable", { reason: "empty" });
  if (records.length > mostRows)
    throw peopleErrors("list-unreadable", { reason: "too-long", most: mostRows });
  return withoutDoubles(records.map((record) => rowOf(header, record)));
}

function recordsOf(text: string): CsvRecord[] {
  const first = /\S.*/.exec(text)?.[0] ?? "";
  try {
    return parse(text, {
      bom: true,
      delimiter: first.includes(";") && !first.includes(",") ? ";" : ",",
      info: true,
      max_record_size: 10_000,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      to: mostRows + 2, // no more is read than what shows that there are too many
      trim: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw peopleErrors("list-unreadable", { reason: "not-csv", line: error.lines });
  }
}

function rowOf(header: readonly string[], { record, info: { lines } }: CsvRecord): ImportRow {
  const refused = (problem: RowProblem): ImportRow => ({
    line: lines,
    problem,
    text: record.join(", ").slice(0, longestShown),
  });
  if (record.length !== header.length) return refused("columns");
  const given = header.flatMap((column, at) => (record[at] === "" ? [] : [[column, record[at]] as const]));
  const fields = Object.fromEntries(given);
  if (fields.email) fields.email = fields.email.toLowerCase();
  if (fields.role) fields.role = fields.role.toLowerCase();
  const parsed = listed.safeParse(fields);
  if (parsed.success) return { line: lines, person: parsed.data };
  return refused(String(parsed.error.issues[0]?.path[0]) as RowProblem);
}

/** The first of two rows with one address, or one extension, is taken. */
function withoutDoubles(rows: readonly ImportRow[]): ImportRow[] {
  const seen = new Set<string>();
  const isNew = (value: string) => !seen.has(value) && seen.add(value);
  return rows.map((row) => {
    if (!("person" in row)) return row;
    const { line, person } = row;
    if (!isNew(person.email)) return { line, problem: "email-twice", text: person.email };
    if (person.extension && !isNew(person.extension))
      return { line, problem: "extension-twice", text: `${person.email}, ${person.extension}` };
    return row;
  });
}
