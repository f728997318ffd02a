/** Many people at once, from a list: what would come of each row, and the job that does it. */
import { z } from "zod";
import type { Job, JobKind, JobNote, Jobs, Mail, WordingFor } from "../../platform/index.ts";
import type { Directory } from "../directory.ts";
import type { Invitations } from "../invitations.ts";
import type { Person } from "../person.ts";
import { type ImportRow, importRow, parseList, type RefusedRow } from "./csv.ts";
import { joiningLetter } from "./letter.ts";

/** Links that are made before others have their turn. */
const slice = 50;

/** What a list would do. */
export interface ImportPlan {
  rows: number;
  created: number;
  /** Those who are here already, and stay as they are. */
  known: number;
  refused: RefusedRow[];
}

export interface ImportsParts {
  directory: Directory;
  invitations: Invitations;
  jobs: Jobs;
  mail: Mail;
  appUrl: () => string;
  wordingFor: WordingFor;
}

const importInput = z.object({
  rows: z.array(importRow),
  /** Whether each is sent an e-mail with their link. */
  letters: z.boolean(),
});
type ImportInput = z.infer<typeof importInput>;
type Verdict = { is: "created" | "known" } | { is: "refused"; row: RefusedRow };

export class Imports {
  readonly #parts: ImportsParts;
  readonly #kind: JobKind<ImportInput>;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
    this.#kind = {
      name: "people.import",
      input: importInput,
      count: ({ rows }) => rows.length,
      step: ({ rows, letters }, index, by) => this.#take(rows[index] as ImportRow, letters, by),
    };
    parts.jobs.define(this.#kind);
  }

  /** Nothing is changed. Throws `list-unreadable`. */
  check(csv: string): ImportPlan {
    const verdicts = parseList(csv).map((row) => this.#judge(row));
    const counted = (is: Verdict["is"]) => verdicts.filter((verdict) => verdict.is === is).length;
    return {
      rows: verdicts.length,
      created: counted("created"),
      known: counted("known"),
      refused: verdicts.flatMap((verdict) => (verdict.is === "refused" ? verdict.row : [])),
    };
  }

  /** Throws `list-unreadable`, and `mail-off` where letters are wanted and nothing sends them. */
  start(csv: string, letters: boolean, by: string): Promise<Job> {
    if (letters) this.#parts.mail.requireEnabled();
    return this.#parts.jobs.start(this.#kind, { rows: inTurn(parseList(csv)), letters }, by);
  }

  /** New links for those of an import who have not come yet; older ones end. */
  async links(job: string): Promise<{ name: string; email: string; path: string }[]> {
    const { directory, invitations, jobs } = this.#parts;
    jobs.require(job);
    const people = jobs
      .notes(job, "created")
      .flatMap(({ details }) => directory.find(String(details.person)) ?? [])
      .filter(({ state }) => state === "invited");
    const links = [];
    for (let at = 0; at < people.length; at += slice) {
      const renewed = people.slice(at, at + slice).map(async ({ id, name, email }) => ({
        name,
        email,
        path: `/invitation/${await invitations.reinvite(id)}`,
      }));
      links.push(...(await Promise.all(renewed)));
    }
    return links;
  }

  #judge(row: ImportRow): Verdict {
    const { directory } = this.#parts;
    const refused = (row: RefusedRow): Verdict => ({ is: "refused", row });
    if (!("person" in row)) return refused(row);
    const { line, person } = row;
    const known = directory.findByEmail(person.email);
    if (known?.role === "guest") return refused({ line, problem: "guest", text: person.email });
    if (known) return { is: "known" };
    if (person.extension && directory.isTaken(person.extension))
      return refused({ line, problem: "extension-taken", text: `${person.email}, ${person.extension}` });
    return { is: "created" };
  }

  /** Inside a write. */
  #take(row: ImportRow, letters: boolean, by: string): JobNote {
    const verdict = this.#judge(row);
    if (verdict.is === "refused") return { outcome: "refused", details: { ...verdict.row } };
    if (verdict.is === "known" || !("person" in row))
      return { outcome: "known", details: { line: row.line } };
    const { role = "user", ...rest } = row.person;
    const { person, token } = this.#parts.invitations.admit({ ...rest, role });
    if (letters) this.#write(person, token, by);
    return { outcome: "created", details: { line: row.line, person: person.id } };
  }

  #write({ id, email }: Person, token: string, by: string): void {
    const { directory, mail, appUrl, wordingFor } = this.#parts;
    const letter = joiningLetter(wordingFor(id), {
      inviter: directory.find(by)?.name ?? "",
      organisation: directory.organisation?.name ?? "",
      url: `${appUrl()}/invitation/${token}`,
    });
    mail.enqueue(email, "invitation", letter);
  }
}

/** Those whose extension is said come first: nobody is given one that the list names later. */
const inTurn = (rows: readonly ImportRow[]): ImportRow[] => {
  const named = (row: ImportRow) => "person" in row && row.person.extension !== undefined;
  return [...rows.filter(named), ...rows.filter((row) => !named(row))];
};
