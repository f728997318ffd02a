/** What is typed into the search box: words, and operators `from:`, `in:`, `has:file`, `before:`, `after:`. */

export interface Query {
  /** The words that are left. */
  words: string;
  from?: string;
  in?: string;
  files?: boolean;
  /** Milliseconds since the epoch, at the beginning of the day. */
  before?: number;
  after?: number;
}

/** An operator with which nothing can be done, as it was typed. */
export interface WrongOperator {
  operator: "from" | "in" | "has" | "before" | "after";
  value: string;
}

const operator = /(?:^|\s)(from|in|has|before|after):(?:"([^"]*)"|(\S+))/giu;

/** The beginning of a day as in 2026-03-12, in the reader's own time; undefined when it is none. */
function dayStart(text: string): number | undefined {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = new Date(year, month - 1, day);
  return at.getMonth() === month - 1 && at.getDate() === day ? at.getTime() : undefined; // no 31st of February
}

export function parseQuery(text: string): Query {
  const query: Query = { words: "" };
  const words = text.replace(operator, (whole, name: string, quoted?: string, plain?: string) => {
    const value = quoted ?? plain ?? "";
    const day = dayStart(value);
    switch (name.toLowerCase()) {
      case "from":
        query.from = value;
        return " ";
      case "in":
        query.in = value;
        return " ";
      case "has":
        if (value.toLowerCase() !== "file") return whole;
        query.files = true;
        return " ";
      case "before":
        if (day === undefined) return whole;
        query.before = day;
        return " ";
      default:
        if (day === undefined) return whole;
        query.after = day;
        return " ";
    }
  });
  // A space at the very end says that the last word is complete; one left by an operator does not.
  return { ...query, words: words.trim().replace(/\s{2,}/g, " ") + (/\S\s$/.test(text) ? " " : "") };
}

/** What stands there as an operator and is none: without a value, or with one that it does not take. */
export function wrongOperators(text: string): WrongOperator[] {
  const all = text.matchAll(/(?:^|\s)(from|in|has|before|after):("[^"]*"?|\S*)/giu);
  return [...all].flatMap(([, name = "", typed = ""]) => {
    const operator = name.toLowerCase() as WrongOperator["operator"];
    const value = typed.replaceAll('"', "");
    const dated = operator === "before" || operator === "after";
    const right = dated
      ? dayStart(value) !== undefined
      : operator === "has"
        ? value.toLowerCase() === "file"
        : value.trim() !== "";
    return right ? [] : [{ operator, value }];
  });
}

/** Whether there is anything to ask the appliance for. */
export const asksForMessages = ({ words, ...operators }: Query): boolean =>
  [...words.trim()].length >= 2 || Object.keys(operators).length > 0;
