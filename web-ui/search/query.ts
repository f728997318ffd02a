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

const operator = /(?:^|\s)(from|in|has|before|after):(?:"([^"]*)"|(\S+))/giu;

/** The beginning of a day as in 2026-03-12, in the reader's own time; undefined when it is none. */
function dayStart(text: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00`).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
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

/** Whether there is anything to ask the appliance for. */
export const asksForMessages = ({ words, ...operators }: Query): boolean =>
  [...words.trim()].length >= 2 || Object.keys(operators).length > 0;
