/** How the legs of calls fared over time, for who looks at one call: apart from the records, which many are read of. */
import { inArray } from "drizzle-orm";
import type { CoursePoint } from "../../media/index.ts";
import type { Database } from "../../platform/index.ts";
import { callCourses } from "../schema.ts";

export class Courses {
  readonly #db: Database;
  readonly #insert;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.inserter(callCourses);
  }

  /** Inside a write, after the record. A leg that ended before its first report has none. */
  put(record: string | undefined, course: readonly CoursePoint[] | undefined): void {
    if (record !== undefined && course && course.length > 0) this.#insert({ record, course });
  }

  /** By record. */
  of(records: readonly string[]): Record<string, readonly CoursePoint[]> {
    const found = this.#db.orm
      .select()
      .from(callCourses)
      .where(inArray(callCourses.record, [...records]))
      .all();
    return Object.fromEntries(found.map(({ record, course }) => [record, course]));
  }
}
