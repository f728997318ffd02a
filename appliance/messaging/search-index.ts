/**
 * The blind index: which messages hold which blinded words. SQLite's FTS5 keeps it, without the words'
 * places and without any content; a row's number is the message's seq.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";

/** What a message must be, besides holding the words. */
export interface SearchFilter {
  from?: string | undefined;
  /** Only those with files, when true. */
  files?: boolean | undefined;
  /** Milliseconds since the epoch; exclusive. */
  before?: number | undefined;
  /** Inclusive. */
  after?: number | undefined;
}

export interface Found {
  id: string;
  seq: number;
}

export class SearchIndex {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /** Inside a write: what is found under this message from now on. */
  set(seq: number, tokens: readonly string[]): void {
    if (tokens.length === 0) this.remove(seq);
    else
      this.#orm.run(
        sql`insert or replace into search_tokens(rowid, tokens) values (${seq}, ${[...new Set(tokens)].join(" ")})`,
      );
  }

  remove(seq: number): void {
    this.#orm.run(sql`delete from search_tokens where rowid = ${seq}`);
  }

  /**
   * The newest messages of a space that hold all tokens, newest first, only those after seq `floor`. The index
   * is walked from its end, so that common words cost no more than rare ones.
   */
  find(
    spaceId: string,
    tokens: readonly string[],
    filter: SearchFilter,
    { limit, floor }: { limit: number; floor: number },
  ): Found[] {
    const conditions: SQL[] = [
      sql`messages.space_id = ${spaceId} and messages.seq > ${floor} and messages.deleted_at is null`,
    ];
    if (filter.from) conditions.push(sql`messages.author_id = ${filter.from}`);
    if (filter.before !== undefined) conditions.push(sql`messages.created_at < ${filter.before}`);
    if (filter.after !== undefined) conditions.push(sql`messages.created_at >= ${filter.after}`);
    if (filter.files) conditions.push(sql`exists (select 1 from files where message_id = messages.id)`);
    const passing = sql.join(conditions, sql` and `);
    return this.#orm.all<Found>(
      tokens.length === 0
        ? sql`select id, seq from messages where ${passing} order by seq desc limit ${limit}`
        : sql`select messages.id, messages.seq from search_tokens
            cross join messages on messages.seq = search_tokens.rowid
            where search_tokens match ${tokens.join(" ")} and search_tokens.rowid > ${floor} and ${passing}
            order by search_tokens.rowid desc limit ${limit}`,
    );
  }
}
