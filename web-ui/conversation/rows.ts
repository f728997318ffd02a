/** The rows of a conversation: days, the line before what is new, messages grouped by author, meetings between them. */
import type { MeetingRecord } from "../../appliance/meetings/index.ts";
import type { MessageView } from "../store/message-view.ts";
import { sameDay } from "../text/index.ts";

/** Where fewer are held and nobody knows whether there are earlier ones, the appliance was not asked yet: all are shown. */
const fewestHeld = 60;
/** Messages by one author within this time stand under one name. */
const groupMilliseconds = 5 * 60 * 1000;
export type Row =
  | { kind: "begin"; id: string }
  | { kind: "day"; id: string; at: number }
  | { kind: "new"; id: string }
  | { kind: "meeting"; id: string; record: MeetingRecord }
  | { kind: "message"; id: string; message: MessageView; first: boolean };

type Entry =
  | { kind: "message"; id: string; seq: number; at: number; message: MessageView }
  | { kind: "meeting"; id: string; seq: number; at: number; record: MeetingRecord };

/** Messages and meetings in the one order that both have; meetings only where the messages around them are known. */
function entriesOf({ messages, meetings, atStart, atEnd }: RowParts): Entry[] {
  const entries: Entry[] = messages.map((message) => {
    const { id, seq, createdAt: at } = message;
    return { kind: "message", id, seq, at, message };
  });
  const from = atStart ? 0 : (messages[0]?.seq ?? Number.POSITIVE_INFINITY);
  const to = atEnd ? Number.POSITIVE_INFINITY : (messages.at(-1)?.seq ?? 0);
  for (const record of meetings) {
    const { id, seq, startedAt: at } = record;
    if (seq > from && seq < to) entries.push({ kind: "meeting", id, seq, at, record });
  }
  return meetings.length > 0 ? entries.sort((a, b) => a.seq - b.seq || a.at - b.at) : entries;
}

interface RowParts {
  messages: readonly MessageView[];
  meetings: readonly MeetingRecord[];
  atStart: boolean;
  atEnd: boolean;
}

/**
 * The first of what is held is not shown while there are earlier ones: it says whether the next begins a day or a
 * group, so that no row changes its height when those come.
 * @param readSeq where reading stood when the conversation was opened: the "new" line stands there
 */
export function rowsOf(of: RowParts & { readSeq: number; me: string }): Row[] {
  const { atStart, readSeq, me } = of;
  const entries = entriesOf(of);
  const rows: Row[] = atStart ? [{ kind: "begin", id: "begin" }] : [];
  let previous = atStart || entries.length < fewestHeld ? undefined : entries.shift();
  let marked = (previous?.seq ?? 0) > readSeq;
  for (const entry of entries) {
    const { id, seq, at } = entry;
    const newDay = !previous || !sameDay(previous.at, at);
    if (newDay) rows.push({ kind: "day", id: `day-${id}`, at });
    if (entry.kind === "meeting") rows.push({ kind: "meeting", id, record: entry.record });
    else {
      const { message } = entry;
      const isNew: boolean = !marked && seq > readSeq && Number.isFinite(seq) && message.author !== me;
      if (isNew && previous) rows.push({ kind: "new", id: "new" });
      marked ||= isNew;
      const continues =
        previous?.kind === "message" &&
        previous.message.author === message.author &&
        at - previous.at < groupMilliseconds;
      rows.push({ kind: "message", id, message, first: newDay || isNew || !continues });
    }
    previous = entry;
  }
  return rows;
}
