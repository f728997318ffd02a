/** The statements of this room. Reads are synchronous; writes run inside `Database.write`. */
import { count, eq, gt, sum } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { createFilesStore } from "./files-store.ts";
import { createMessagesStore } from "./messages-store.ts";
import { files, messages, spaces } from "./schema.ts";
import { createSpacesStore } from "./spaces-store.ts";

export type { FileRow } from "./files-store.ts";
export type { MessageRow } from "./messages-store.ts";
export type { MembershipRow, SpaceOfPerson, SpaceRow } from "./spaces-store.ts";

/** Counts for the overview. */
export interface MessagingFigures {
  spaces: number;
  messages: number;
  fileBytes: number;
}

export function createMessagingStore(orm: Orm) {
  return {
    ...createSpacesStore(orm),
    ...createMessagesStore(orm),
    ...createFilesStore(orm),

    /** What the overview counts; `since` bounds the messages. Files are those that have arrived. */
    figures(since: number): MessagingFigures {
      const spaceCount = orm.select({ count: count() }).from(spaces).get()?.count ?? 0;
      const recent = orm.select({ count: count() }).from(messages).where(gt(messages.createdAt, since)).get();
      const bytes = orm
        .select({ sum: sum(files.size) })
        .from(files)
        .where(eq(files.complete, true))
        .get()?.sum;
      return { spaces: spaceCount, messages: recent?.count ?? 0, fileBytes: Number(bytes ?? 0) };
    },
  };
}

export type MessagingStore = ReturnType<typeof createMessagingStore>;
