/**
 * The blind index: which messages and boards hold which blinded words. SQLite's FTS5 keeps it, without the words'
 * places and without any content; a row's number is the seq of the message or the board.
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

/** How many, and between which places in the order of events: both exclusive. */
export interface Stretch {
  limit: number;
  floor: number;
  below?: number | undefined;
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

  /** Inside a write: what is found under this message or board from now on. */
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
  find(spaceId: string, tokens: readonly string[], filter: SearchFilter, stretch: Stretch): Found[] {
    const conditions: SQL[] = [];
    if (filter.from) conditions.push(sql`messages.author_id = ${filter.from}`);
    if (filter.before !== undefined) conditions.push(sql`messages.created_at < ${filter.before}`);
    if (filter.after !== undefined) conditions.push(sql`messages.created_at >= ${filter.after}`);
    if (filter.files) conditions.push(sql`exists (select 1 from files where message_id = messages.id)`);
    return this.newest(sql`messages`, spaceId, tokens, stretch, conditions);
  }

  /** The same for any table whose rows have an id, a space, a place in the order of events, and perhaps an end. */
  newest(
    table: SQL,
    spaceId: string,
    tokens: readonly string[],
    { limit, floor, below = Number.MAX_SAFE_INTEGER }: Stretch,
    conditions: readonly SQL[] = [],
  ): Found[] {
    const within = sql`${table}.space_id = ${spaceId} and ${table}.deleted_at is null`;
    const passing = sql.join([within, ...conditions], sql` and `);
    return this.#orm.all<Found>(
      tokens.length === 0
        ? sql`select id, seq from ${table} where seq > ${floor} and seq < ${below} and ${passing}
            order by seq desc limit ${limit}`
        : sql`select ${table}.id, ${table}.seq from search_tokens
            cross join ${table} on ${table}.seq = search_tokens.rowid
            where search_tokens match ${tokens.join(" ")} and search_tokens.rowid > ${floor}
              and search_tokens.rowid < ${below} and ${passing}
            order by search_tokens.rowid desc limit ${limit}`,
    );
  }
}
