/** Asks the appliance for messages with the words that were typed, and decrypts what it answers. */
import type { Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import { type MessageView, searchableText, viewMessage } from "../store/message-view.ts";
import type { Session } from "../store/session.ts";
import type { Query } from "./query.ts";
import { askedForms, blindAll, fold, wordsOf } from "./tokens.ts";

export interface FoundMessage {
  message: MessageView;
  space: string;
}

const limit = 30;

/** Whether every word asked for begins a word of the text: the blinded prefix is only eight letters long. */
export function holds(message: MessageView, words: readonly string[]): boolean {
  if (typeof message.content === "string") return false;
  if (message.content.files?.length) return true; // the words may be inside a file
  const present = wordsOf(searchableText(message.content));
  return words.every((word) => present.some((candidate) => candidate.startsWith(word)));
}

/** The spaces that `in:` names; all when it is not used. */
function spacesFor(session: Session, { in: name }: Query): string[] {
  const spaces = [...session.spaces.byId.value.values()];
  if (name === undefined) return spaces.map(({ id }) => id);
  const wanted = fold(name);
  return spaces.filter((space) => fold(session.spaces.nameOf(space)).includes(wanted)).map(({ id }) => id);
}

/** Whom `from:` names: of those whom the app knows, else of all. */
async function personFor(session: Session, name: string): Promise<Person | undefined> {
  const wanted = fold(name);
  if (wanted === "me") return session.me.person;
  const known = [...session.people.byId.value.values()].find((person) =>
    ` ${fold(person.name)} ${person.email}`.includes(` ${wanted}`),
  );
  if (known || wanted === "") return known;
  return (await call(api.people.$get({ query: { q: name, limit: "1" } }))).people[0];
}

/** Messages that match, the newest first; rejects with ApiError. */
export async function searchMessages(session: Session, query: Query): Promise<FoundMessage[]> {
  const from = query.from === undefined ? undefined : await personFor(session, query.from);
  const ids = spacesFor(session, query);
  if ((query.from !== undefined && !from) || ids.length === 0) return [];
  const forms = askedForms(query.words);
  const keys = await session.keyring.indexKeys(ids);
  const spaces = await Promise.all(
    [...keys].map(async ([space, key]) => ({ space, tokens: await blindAll(key, forms) })),
  );
  const json = {
    spaces,
    limit,
    ...(from && { from: from.id }),
    ...(query.files && { files: true }),
    ...(query.before !== undefined && { before: query.before }),
    ...(query.after !== undefined && { after: query.after }),
  };
  const { messages } = await call(api.search.$post({ json }));
  const views = await Promise.all(messages.map((message) => viewMessage(session.keyring, message)));
  return views.map((message) => ({ message, space: message.space }));
}
