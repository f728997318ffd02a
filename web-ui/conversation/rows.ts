/** The rows of a conversation: days, the line before what is new, and messages grouped by author. */
import type { MessageView } from "../store/message-view.ts";
import { dayOf } from "../text/index.ts";

/** Messages by one author within this time stand under one name. */
const groupMilliseconds = 5 * 60 * 1000;
export type Row =
  | { kind: "begin"; id: string }
  | { kind: "day"; id: string; at: number }
  | { kind: "new"; id: string }
  | { kind: "message"; id: string; message: MessageView; first: boolean };

/** @param readSeq where reading stood when the conversation was opened: the "new" line stands there */
export function rowsOf(of: {
  messages: readonly MessageView[];
  atStart: boolean;
  readSeq: number;
  me: string;
}): Row[] {
  const { messages, atStart, readSeq, me } = of;
  const rows: Row[] = atStart ? [{ kind: "begin", id: "begin" }] : [];
  let previous: MessageView | undefined;
  let marked = false;
  for (const message of messages) {
    const newDay = !previous || dayOf(previous.createdAt) !== dayOf(message.createdAt);
    if (newDay) rows.push({ kind: "day", id: `day-${message.id}`, at: message.createdAt });
    const isNew: boolean =
      !marked && message.seq > readSeq && Number.isFinite(message.seq) && message.author !== me;
    if (isNew && previous) rows.push({ kind: "new", id: "new" });
    marked ||= isNew;
    const continues =
      previous?.author === message.author && message.createdAt - previous.createdAt < groupMilliseconds;
    rows.push({ kind: "message", id: message.id, message, first: newDay || isNew || !continues });
    previous = message;
  }
  return rows;
}
