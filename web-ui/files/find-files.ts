/**
 * Files and whiteboards of one space or of all, newest first, a page at a time. Names and kinds are asked for in the
 * blind index, so that all are searched and not only those that were loaded.
 */

import type { BoardKind } from "../../appliance/boards/index.ts";
import { api, call } from "../api/client.ts";
import { titleOf } from "../boards/use-boards.ts";
import { askedNames, blindAll, isNamed } from "../search/tokens.ts";
import { viewMessage } from "../store/message-view.ts";
import type { Session } from "../store/session.ts";
import { formOfKind, kindOf, type TypeFilter } from "./kinds.ts";
import { filesIn, type SharedFile } from "./versions.ts";

export interface ListedBoard {
  id: string;
  kind: BoardKind;
  title: string;
  space: string;
  author: string;
  createdAt: number;
  seq: number;
}

export interface FilesPage {
  files: SharedFile[];
  boards: ListedBoard[];
  /** Where the next page begins; undefined after the last. */
  next: number | undefined;
}

export interface FilesQuestion {
  /** All of one's own when left out. */
  space: string | undefined;
  text: string;
  type: TypeFilter;
}

const pageSize = 60;
const sampleOf = { images: "image/png", documents: "text/plain", media: "audio/wav", others: "" } as const;

/** Those before place `before` in the order of events. */
export async function findFiles(
  session: Session,
  question: FilesQuestion,
  before: number,
): Promise<FilesPage> {
  const { text, type } = question;
  const names = askedNames(text);
  const kind = type === "all" || type === "boards" ? [] : [formOfKind({ type: sampleOf[type] })];
  const [messages, boards] = await Promise.all([
    type === "boards" ? [] : askForFiles(session, question, [...names, ...kind], before),
    kind.length > 0 ? [] : askForBoards(session, question, names, before),
  ]);
  // Of two lists that were cut short, the one that reaches less far back says how far this page goes.
  const ends = [messages, boards].flatMap((list) => (list.length < pageSize ? [] : (list.at(-1)?.seq ?? [])));
  const next = ends.length === 0 ? undefined : Math.max(...ends);
  const isOn = ({ seq }: { seq: number }) => next === undefined || seq >= next;
  const views = await Promise.all(
    messages.filter(isOn).map((message) => viewMessage(session.keyring, message)),
  );
  const files = views
    .flatMap(filesIn)
    .filter(({ file }) => isNamed(file.name, text) && (kind.length === 0 || kindOf(file) === type));
  const titled = await Promise.all(
    boards.filter(isOn).map(async ({ id, kind, space, createdBy, createdAt, seq, ...board }) => {
      const title = await titleOf(session, { id, space, ...board });
      return { id, kind, title, space, author: createdBy, createdAt, seq };
    }),
  );
  return { files, boards: titled.filter(({ title }) => isNamed(title, text)), next };
}

/** The tokens of the forms in each space that is asked about. */
async function inSpaces(session: Session, space: string | undefined, forms: readonly string[]) {
  const ids = space === undefined ? [...session.spaces.byId.value.keys()] : [space];
  const keys = await session.keyring.indexKeys(ids);
  return Promise.all([...keys].map(async ([id, key]) => ({ space: id, tokens: await blindAll(key, forms) })));
}

async function askForFiles(
  session: Session,
  { space }: FilesQuestion,
  forms: readonly string[],
  before: number,
) {
  if (forms.length > 0) {
    const spaces = await inSpaces(session, space, forms);
    const json = { spaces, files: true, below: before, limit: pageSize };
    return (await call(api.search.$post({ json }))).messages;
  }
  const query = { limit: String(pageSize), before: String(before) };
  const answer = space
    ? api.spaces[":id"].files.$get({ param: { id: space }, query })
    : api.files.$get({ query });
  return (await call(answer)).messages;
}

async function askForBoards(
  session: Session,
  { space }: FilesQuestion,
  forms: readonly string[],
  before: number,
) {
  if (forms.length > 0) {
    const json = { spaces: await inSpaces(session, space, forms), below: before, limit: pageSize };
    return (await call(api.boards.search.$post({ json }))).boards;
  }
  const query = { limit: String(pageSize), before: String(before), ...(space && { space }) };
  return (await call(api.boards.$get({ query }))).boards;
}
