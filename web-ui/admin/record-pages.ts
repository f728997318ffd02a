/** Pages of call records, and all of them as lines of a table. */
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import type { PeopleStore } from "../store/people.ts";
import { decimalOf } from "./money.ts";

/** As the address has it: times in milliseconds since the epoch. */
export interface RecordSearch {
  text: string;
  poor: string;
  outcome?: "answered" | "missed" | "busy" | "declined" | "failed";
  from?: string;
  to?: string;
}

export interface PageStart {
  before?: string;
  beforeId?: string;
}

/** Of what is on the screen. */
export const pageSize = 100;
const filePageSize = 1000;
/** What spreadsheets still open with ease. */
export const mostInFile = 100_000;

export async function pageOf(search: RecordSearch, size: number, start: PageStart): Promise<CallRecord[]> {
  const query = { ...search, limit: String(size), ...start };
  return (await call(api.admin.calls.records.$get({ query }))).records;
}

/** Where the page after this one begins; undefined when this is the last. */
export function pageAfter(page: readonly CallRecord[], size: number): PageStart | undefined {
  const last = page.length < size ? undefined : page.at(-1);
  return last && { before: String(last.startedAt), beforeId: last.id };
}

/** Everything that is found, the newest first. */
export async function everyPage(search: RecordSearch): Promise<CallRecord[]> {
  const all: CallRecord[] = [];
  for (let start: PageStart | undefined = {}; start && all.length < mostInFile; ) {
    const page: CallRecord[] = await pageOf(search, filePageSize, start);
    all.push(...page);
    start = pageAfter(page, filePageSize);
  }
  return all;
}

/** Times as ISO 8601 in UTC, and people by their names. */
export const rowsOf = (records: readonly CallRecord[], people: PeopleStore) =>
  records.map(({ startedAt, answeredAt, endedAt, cost, reported, ...record }) => ({
    person: people.nameOf(record.personId),
    startedAt: timeOf(startedAt),
    answeredAt: timeOf(answeredAt),
    endedAt: timeOf(endedAt),
    ...record,
    reportedScore: reported?.listening ?? "",
    cost: cost === null ? "" : decimalOf(cost),
  }));

const timeOf = (at: number | null) => (at === null ? "" : new Date(at).toISOString());
