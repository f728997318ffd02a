/** A message as the wire shows it. */
import type { MessageRow } from "./store.ts";

/** The body is a compact JWE, empty when deleted. */
export interface Message {
  id: string;
  space: string;
  author: string;
  seq: number;
  key: string;
  body: string;
  parent: string | null;
  mentions: string[];
  files: { id: string; size: number }[];
  /** Of the thread it begins or belongs to. */
  thread: { replies: number; lastAt: number };
  /** Each emoji is a compact JWE. */
  reactions: { id: string; person: string; emoji: string }[];
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
}

/** What hangs on a message is kept beside it. */
type Attached = Pick<Message, "files" | "thread" | "reactions">;

export const toMessage = (row: MessageRow, attached: Attached): Message => ({
  id: row.id,
  space: row.spaceId,
  author: row.authorId,
  seq: row.seq,
  key: row.key,
  body: row.body,
  parent: row.parentId,
  mentions: row.mentions,
  createdAt: row.createdAt,
  editedAt: row.editedAt,
  deletedAt: row.deletedAt,
  ...attached,
});
