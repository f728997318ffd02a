/** The statements for files. */
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { files } from "./schema.ts";

export type FileRow = typeof files.$inferSelect;

export function createFilesStore(orm: Orm) {
  const filesOfMessage = orm
    .select({ id: files.id, size: files.size })
    .from(files)
    .where(eq(files.messageId, sql.placeholder("messageId")))
    .prepare();

  return {
    file: (id: string) => orm.select().from(files).where(eq(files.id, id)).get(),
    filesOfMessage: (messageId: string) => filesOfMessage.all({ messageId }),
    createFile: (row: typeof files.$inferInsert) => void orm.insert(files).values(row).run(),
    completeFile: (id: string) =>
      void orm.update(files).set({ complete: true }).where(eq(files.id, id)).run(),
    attachFiles: (ids: string[], { id: messageId, seq }: { id: string; seq: number }) =>
      void orm.update(files).set({ messageId, seq }).where(inArray(files.id, ids)).run(),
    deleteFile: (id: string) => void orm.delete(files).where(eq(files.id, id)).run(),
    /** Uploads that nobody finished or sent. */
    abandonedFiles: (before: number) =>
      orm
        .select()
        .from(files)
        .where(and(sql`${files.messageId} is null`, lt(files.createdAt, before)))
        .all(),
  };
}
