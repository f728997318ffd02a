/** Files as they were shared: the same name in the same space again is a newer version. */
import type { FileReference } from "../crypto/files.ts";
import type { MessageView } from "../store/message-view.ts";

export interface SharedFile {
  file: FileReference;
  space: string;
  author: string;
  createdAt: number;
}

export interface FileGroup {
  newest: SharedFile;
  /** The newest of them first. */
  earlier: SharedFile[];
}

export const typeFilters = ["all", "images", "documents", "media", "others"] as const;
export type TypeFilter = (typeof typeFilters)[number];

const documents = /pdf|word|document|sheet|excel|presentation|powerpoint|^text\//;

/** By the media type that the sender's browser gave: good enough to sort by, never to show by. */
export function typeOf({ type }: FileReference): Exclude<TypeFilter, "all"> {
  if (type.startsWith("image/")) return "images";
  if (/^(audio|video)\//.test(type)) return "media";
  return documents.test(type) ? "documents" : "others";
}

/** @param messages newest first */
export function stackVersions(messages: readonly MessageView[]): FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const { space, author, createdAt, content } of messages)
    for (const file of typeof content === "string" ? [] : (content.files ?? [])) {
      const shared = { file, space, author, createdAt };
      const known = groups.get(`${space} ${file.name}`);
      if (known) known.earlier.push(shared);
      else groups.set(`${space} ${file.name}`, { newest: shared, earlier: [] });
    }
  return [...groups.values()];
}
