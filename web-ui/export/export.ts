/** One's own data, decrypted here: what one has written, the files one has shared, calls, boards, and one's account. */
import { api, call } from "../api/client.ts";
import { downloadFile, encryptedSize } from "../crypto/files.ts";
import { type MessageContent, viewMessage } from "../store/message-view.ts";
import type { Session } from "../store/session.ts";
import { Archive, largestArchive, safeName } from "./archive.ts";
import { writeBoards } from "./boards.ts";
import { writeCalling, writeContacts } from "./calling.ts";

export interface ExportProgress {
  messages: number;
  /** Of how many. */
  of: number;
  files: number;
}

const pageSize = 200;

/** @param signal stops it, rejecting with AbortError */
export async function exportOwnData(
  session: Session,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<Blob> {
  const archive = new Archive();
  archive.json("account.json", await accountOf(session));
  const files = await writeMessages(session, archive, signal, onProgress);
  const { person, entitlements } = session.me;
  if (entitlements.calling) await writeCalling(archive, signal);
  if (person.role !== "guest") await writeContacts(archive);
  await writeBoards(session, archive, signal);
  await writeFiles(files.found, archive, signal, (count) => onProgress({ ...files.progress, files: count }));
  return archive.finish();
}

async function accountOf(session: Session) {
  const [{ sessions }, { flags }, { preferences }, { tags }] = await Promise.all([
    call(api.sessions.$get()),
    call(api.flags.$get()),
    call(api.preferences.$get()),
    call(api.tags.$get()),
  ]);
  const { person, organisation } = session.me;
  const spaces = [...session.spaces.byId.value.values()].map((space) => {
    const { id, kind, role, favourite, archived, createdAt } = space;
    return { id, name: session.spaces.nameOf(space), kind, role, favourite, archived, createdAt };
  });
  const names = session.teams.tags.value;
  const ownTags = tags.map(({ id }) => ({ id, name: names.get(id)?.name ?? "" }));
  const drafts = [...session.marks.drafts.value.values()];
  return {
    person,
    organisation,
    exportedAt: new Date().toISOString(),
    spaces,
    preferences,
    flags,
    tags: ownTags,
    drafts,
    sessions,
  };
}

type FoundFile = NonNullable<MessageContent["files"]>[number];

/** Page by page: each is decrypted, written and forgotten before the next. */
async function writeMessages(
  session: Session,
  archive: Archive,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
) {
  const found: FoundFile[] = [];
  const progress: ExportProgress = { messages: 0, of: 0, files: 0 };
  const entry = archive.text("messages.json");
  entry.write("[");
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const query = { after: String(after), limit: String(pageSize) };
    const { messages, count } = await unlessAborted(signal, call(api.export.messages.$get({ query })));
    const views = await Promise.all(messages.map((message) => viewMessage(session.keyring, message)));
    for (const view of views) {
      const { content } = view;
      const readable = typeof content === "object" ? content : undefined;
      found.push(...(readable?.files ?? []));
      entry.write(progress.messages++ === 0 ? "\n" : ",\n");
      entry.write(JSON.stringify(recordOf(session, view, readable)));
    }
    progress.of = count;
    onProgress({ ...progress });
    const last = messages.at(-1);
    if (!last || messages.length < pageSize) break;
    after = last.seq;
  }
  entry.write("\n]\n");
  entry.end();
  return { found, progress };
}

function recordOf(
  session: Session,
  view: Awaited<ReturnType<typeof viewMessage>>,
  content: MessageContent | undefined,
) {
  const { id, space, parent, createdAt, editedAt, reactions } = view;
  const place = session.spaces.byId.value.get(space);
  return {
    id,
    space: { id: space, name: place ? session.spaces.nameOf(place) : "" },
    parent,
    written: new Date(createdAt).toISOString(),
    edited: editedAt === null ? null : new Date(editedAt).toISOString(),
    text: content?.text ?? null,
    quote: content?.quote ?? null,
    files: (content?.files ?? []).map(pathOf),
    reactions: reactions.map(({ person, emoji }) => ({ person: session.people.nameOf(person), emoji })),
  };
}

const pathOf = ({ id, name }: FoundFile): string => `files/${id}-${safeName(name)}`;

/** Files that are gone or would not fit are named, so that nobody misses them unknowingly. */
async function writeFiles(
  files: readonly FoundFile[],
  archive: Archive,
  signal: AbortSignal,
  onFile: (count: number) => void,
): Promise<void> {
  const missing: { file: string; why: string }[] = [];
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    if (archive.bytes + encryptedSize(file.size) > largestArchive)
      missing.push({ file: pathOf(file), why: "The archive would be larger than 4 GiB." });
    else
      try {
        await archive.file(pathOf(file), await downloadFile(file, { signal }));
      } catch (error) {
        signal.throwIfAborted();
        missing.push({ file: pathOf(file), why: (error as Error).message });
      }
    onFile(index + 1);
  }
  if (missing.length > 0) archive.json("missing-files.json", missing);
}

/** What a wait comes to, unless it is given up before. */
function unlessAborted<T>(signal: AbortSignal, wait: Promise<T>): Promise<T> {
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  return Promise.race([wait, given.promise]).finally(() => signal.removeEventListener("abort", giveUp));
}
