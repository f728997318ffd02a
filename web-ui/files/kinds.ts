/** Kinds of files, by the media type that the sender's browser gave: good enough to sort by, never to show by. */
import type { FileReference } from "../crypto/files.ts";

export const typeFilters = ["all", "images", "documents", "media", "others", "boards"] as const;
export type TypeFilter = (typeof typeFilters)[number];
export type FileKind = Exclude<TypeFilter, "all" | "boards">;

const documents = /pdf|word|document|sheet|excel|presentation|powerpoint|^text\//;

export function kindOf({ type }: Pick<FileReference, "type">): FileKind {
  if (type.startsWith("image/")) return "images";
  if (/^(audio|video)\//.test(type)) return "media";
  return documents.test(type) ? "documents" : "others";
}

/** What the blind index knows a kind by. */
export const formOfKind = (file: Pick<FileReference, "type">): string => `t:${kindOf(file)}`;
