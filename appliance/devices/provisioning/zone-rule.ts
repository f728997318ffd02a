/** A time zone as telephones want it told: its offset, and a rule for when summer time begins and ends. */

export interface ZoneRule {
  /** Minutes east of Greenwich, without summer time. */
  offset: number;
  /** Undefined where clocks are not changed. */
  summer: { starts: RuleDate; ends: RuleDate; minutes: number } | undefined;
}

/** A day of each year, and the time that clocks show then before they are changed. */
interface RuleDate {
  /** 1 to 12. */
  month: number;
  /** The first such weekday on or after this day of the month; -1: the month's last. */
  day: number;
  /** 1 is Monday, 7 Sunday; 0: on `day` itself. */
  weekday: number;
  hour: number;
  minute: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Years that a rule has to fit. */
const years = 4;

/** By zone and year: each takes a hundredth of a second. */
const known = new Map<string, ZoneRule>();

/** @param zone IANA name, as `Europe/Berlin` @param year the first that it has to be right for */
export function zoneRuleOf(zone: string, year: number): ZoneRule {
  const key = `${zone} ${year}`;
  const rule = known.get(key) ?? readZone(zone, year);
  known.set(key, rule);
  return rule;
}

function readZone(zone: string, year: number): ZoneRule {
  const offsetAt = offsetsOf(zone);
  const starts: Date[] = [];
  const ends: Date[] = [];
  let offset = offsetAt(Date.UTC(year, 0, 1));
  let minutes = 0;
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + years, 0, 1); at += day) {
    const [before, after] = [offsetAt(at), offsetAt(at + day)];
    if (before === after) continue;
    offset = Math.min(offset, after);
    const change = changeWithin(offsetAt, at, at + day);
    const shown = new Date(change + before * minute); // its UTC fields are what clocks show
    if (after > before) {
      starts.push(shown);
      minutes = after - before;
    } else ends.push(shown);
  }
  const [start, end] = [ruleDateOf(starts), ruleDateOf(ends)];
  return { offset, summer: start && end && { starts: start, ends: end, minutes } };
}

/** Minutes east of Greenwich at a moment. */
function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (at) => {
    const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
  };
}

/** The first moment of the new offset, to the minute. */
function changeWithin(offsetAt: (at: number) => number, from: number, to: number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > minute) {
    const middle = low + Math.floor((high - low) / 2 / minute) * minute;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** What these days of several years have in common; the first of them, where they have nothing. */
function ruleDateOf(dates: readonly Date[]): RuleDate | undefined {
  const [first] = dates;
  if (!first) return undefined;
  const time = { hour: first.getUTCHours(), minute: first.getUTCMinutes() };
  const month = first.getUTCMonth() + 1;
  const weekday = first.getUTCDay() || 7;
  const days = dates.map((date) => date.getUTCDate());
  const alike = dates.every(
    (date) => date.getUTCMonth() + 1 === month && (date.getUTCDay() || 7) === weekday,
  );
  if (!alike) return { month, day: first.getUTCDate(), weekday: 0, ...time };
  const length = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), month, 0)).getUTCDate();
  if (dates.every((date) => date.getUTCDate() > length(date) - 7))
    return { month, day: -1, weekday, ...time };
  const earliest = Math.min(...days);
  const from = Math.max(...days) - earliest < 7 ? earliest - ((earliest - 1) % 7) : earliest;
  const fits = days.every((each) => each >= from && each < from + 7);
  return { month, day: fits ? from : earliest, weekday, ...time };
}
