/** A message as the app shows it: decrypted, with its reactions and its thread. */
import type { Message } from "../../appliance/messaging/index.ts";
import { decryptContent } from "../crypto/content.ts";
import type { FileReference } from "../crypto/files.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { formOfKind } from "../files/kinds.ts";
import type { LinkContent } from "../links/link.ts";
import { formsOfNames } from "../search/tokens.ts";

/** What is inside a message's ciphertext. */
export interface MessageContent {
  /** Markdown; a mention is a link to `mention:<person id>`, `mention:all` or `mention:team`. */
  text: string;
  files?: FileReference[];
  quote?: Quote;
  /** What a page that it links to says of itself; made by its author's client. */
  link?: LinkContent;
  /** A whiteboard of the space. */
  board?: { id: string; title: string };
}

/** The message that one answers, as it was then. */
export interface Quote {
  message: string;
  author: string;
  text: string;
}

export interface Reaction {
  id: string;
  person: string;
  emoji: string;
}

/** Why a message could not be sent: the appliance's code, and its own words for it. */
export interface Refusal {
  code: string;
  message: string;
}

export interface MessageView {
  id: string;
  space: string;
  author: string;
  /** Infinity while on its way: the newest of all. */
  seq: number;
  /** The message whose thread it belongs to. */
  parent: string | null;
  thread: { replies: number; lastAt: number };
  content: MessageContent | "locked" | "deleted";
  reactions: readonly Reaction[];
  createdAt: number;
  editedAt: number | null;
  state: "sending" | "sent" | "failed";
  /** Of one that failed. */
  refusal?: Refusal;
}

/** The text by which a message is found: what it says, the names of its files, and the words in them. */
export const searchableText = (
  { text, files = [], board, link }: MessageContent,
  wordsInFiles = "",
): string =>
  [
    board?.title ?? "",
    link?.title ?? "",
    text.replace(/\]\(mention:[\w-]+\)/g, "]"),
    ...files.map(({ name }) => name),
    wordsInFiles,
  ].join("\n");

/** Forms by which a message is found among the files: their names and kinds. */
export const formsOfFiles = ({ files = [] }: MessageContent): string[] => [
  ...formsOfNames(files.map(({ name }) => name)),
  ...files.map(formOfKind),
];

export const mentionsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\]\(mention:([\w-]+)\)/g)].map(([, id]) => id ?? "")),
];

/** In the order of the space; those on their way come last, as they were written. */
export const inOrder = (messages: Iterable<MessageView>): MessageView[] =>
  [...messages].sort((a, b) => a.seq - b.seq || a.createdAt - b.createdAt);

/** Decrypts; what cannot be read is marked as such, since its key may come later. */
export async function viewMessage(keyring: Keyring, message: Message): Promise<MessageView> {
  const { id, space, author, seq, parent, thread, createdAt, editedAt } = message;
  const base = { id, space, author, seq, parent, thread, createdAt, editedAt, state: "sent" } as const;
  if (message.deletedAt !== null) return { ...base, reactions: [], content: "deleted" };
  const binding = { sp: space, mid: id };
  const [content, reactions] = await Promise.all([
    decryptContent(keyring, message.body, binding).then(
      (found) => found as MessageContent,
      () => "locked" as const,
    ),
    Promise.all(
      message.reactions.map(async ({ id: reaction, person, emoji }) => ({
        id: reaction,
        person,
        emoji: await decryptContent(keyring, emoji, binding).then(String, () => "▫️"),
      })),
    ),
  ]);
  return { ...base, content, reactions };
}

/** A message of one's own that is on its way from now on. */
export const viewToSend = (
  written: Pick<MessageView, "space" | "author" | "parent" | "content">,
): MessageView => ({
  ...written,
  id: crypto.randomUUID(),
  seq: Number.POSITIVE_INFINITY,
  thread: { replies: 0, lastAt: 0 },
  reactions: [],
  createdAt: Date.now(),
  editedAt: null,
  state: "sending",
});

/** The reactions of a message by emoji, in the order in which they first appeared. */
export function reactionGroups(reactions: readonly Reaction[]): { emoji: string; people: string[] }[] {
  const groups = new Map<string, Set<string>>();
  for (const { emoji, person } of reactions) groups.set(emoji, (groups.get(emoji) ?? new Set()).add(person));
  return [...groups].map(([emoji, people]) => ({ emoji, people: [...people] }));
}
