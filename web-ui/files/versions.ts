/** Files as they were shared: the same name in the same space again is a newer version. */
import type { FileReference } from "../crypto/files.ts";
import type { MessageView } from "../store/message-view.ts";

export interface SharedFile {
  file: FileReference;
  space: string;
  author: string;
  createdAt: number;
  /** Place in the order of events. */
  seq: number;
}

export interface FileGroup {
  newest: SharedFile;
  /** The newest of them first. */
  earlier: SharedFile[];
}

export const filesIn = ({ space, author, createdAt, seq, content }: MessageView): SharedFile[] =>
  (typeof content === "string" ? [] : (content.files ?? [])).map((file) => ({
    file,
    space,
    author,
    createdAt,
    seq,
  }));

/** @param shared newest first */
export function stackVersions(shared: readonly SharedFile[]): FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const one of shared) {
    const name = `${one.space} ${one.file.name}`;
    const known = groups.get(name);
    if (known) known.earlier.push(one);
    else groups.set(name, { newest: one, earlier: [] });
  }
  return [...groups.values()];
}
