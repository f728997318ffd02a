/** The statements for tags. */
import { and, eq } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { taggings, tags } from "./schema.ts";

export function createTagsStore(orm: Orm) {
  return {
    tag: (id: string) => orm.select().from(tags).where(eq(tags.id, id)).get(),
    tagsOf: (personId: string) => orm.select().from(tags).where(eq(tags.personId, personId)).all(),
    taggingsOf: (personId: string) =>
      orm
        .select({ tag: taggings.tagId, subject: taggings.subjectId, space: taggings.spaceId })
        .from(taggings)
        .innerJoin(tags, eq(tags.id, taggings.tagId))
        .where(eq(tags.personId, personId))
        .all(),
    setTag: (row: typeof tags.$inferInsert) =>
      void orm
        .insert(tags)
        .values(row)
        .onConflictDoUpdate({ target: tags.id, set: { name: row.name } })
        .run(),
    removeTag(id: string): void {
      orm.delete(taggings).where(eq(taggings.tagId, id)).run();
      orm.delete(tags).where(eq(tags.id, id)).run();
    },
    addTagging: (row: typeof taggings.$inferInsert) =>
      void orm.insert(taggings).values(row).onConflictDoNothing().run(),
    removeTagging: (tagId: string, subjectId: string) =>
      void orm
        .delete(taggings)
        .where(and(eq(taggings.tagId, tagId), eq(taggings.subjectId, subjectId)))
        .run(),
  };
}

export type TagsStore = ReturnType<typeof createTagsStore>;
