/** What an event means for people's notifications: a pure reading of the log and of the tables beside it. */
import { z } from "zod";
import type { HearthEvent } from "../../platform/index.ts";
import type { PreferenceBook } from "../preferences.ts";
import type { MessageRow, MessagingStore } from "../store.ts";
import type { NotificationRow, NotificationStore, Selection } from "./store.ts";
import { concernOf, isWorth } from "./worth.ts";

/** Something to tell one person; `message` is told and waits in no centre. */
export interface Concerned {
  person: string;
  kind: NotificationRow["kind"] | "message";
  subject: string;
  space: string | null;
  actor: string | null;
  caller: string;
}

export interface Consequences {
  concerned?: Concerned[];
  /** Whose notifications of what are seen by this. */
  read?: { person: string; selection: Selection };
  /** What is told of no more. */
  forget?: { subject: string } | { subject: string; actor: string } | { person: string; space: string };
}

export interface Sources {
  store: MessagingStore;
  notifications: NotificationStore;
  preferences: PreferenceBook;
}

const text = z.string().catch("");
const caller = z.object({ person: z.string().nullable().catch(null), name: text });
const payloads = {
  by: z.object({ by: text, change: text }),
  missed: z.object({ missed: caller }),
  asked: z.object({ by: z.string(), space: z.string() }),
  left: z.object({ left: caller.extend({ id: z.string() }) }),
  done: z.object({ done: z.string() }),
  emergency: z.object({
    number: z.string(),
    caller: z.object({ personId: z.string().nullable().catch(null) }),
  }),
};
/** What is seen by reading the space that it happened in. */
const readable: NotificationRow["kind"][] = ["mention", "direct", "reply"];
const reminders: NotificationRow["kind"][] = ["reminder"];
const personOf = ({ topic }: HearthEvent) => topic.slice("person:".length);

function messageWritten({ store, notifications, preferences }: Sources, event: HearthEvent): Consequences {
  const message = store.message(event.subject);
  const space = message && store.space(message.spaceId);
  if (!space || message.deletedAt !== null) return {};
  const thread = message.parentId ? notifications.threadAuthors(message.parentId) : new Set<string>();
  const base = { subject: message.id, space: space.id, actor: message.authorId, caller: "" };
  const concerned: Concerned[] = [];
  for (const { personId: person, notify, readSeq } of store.members(space.id)) {
    if (person === message.authorId || readSeq >= message.seq) continue;
    const kind = concernOf(person, message, space.kind, thread);
    if (isWorth(kind, notify, preferences.of(person).notify)) concerned.push({ ...base, person, kind });
  }
  // Who writes has seen what stood above.
  const seen = {
    person: message.authorId,
    selection: { space: space.id, upTo: message.seq, kinds: readable },
  };
  const waits = notifications.unreadOf(seen.person, seen.selection).length > 0;
  return { concerned, ...(waits && { read: seen }) };
}

/** Reactions wait in the centre of who wrote the message, unless they want nothing of the space. */
function reacted({ store, preferences }: Sources, event: HearthEvent): Consequences {
  const { by, change } = payloads.by.parse(event.payload);
  if (change === "removed") return { forget: { subject: event.subject, actor: by } };
  const message: MessageRow | undefined = store.message(event.subject);
  const author = message && store.membership(message.spaceId, message.authorId);
  if (!author || author.personId === by) return {};
  if ((author.notify ?? preferences.of(author.personId).notify) === "none") return {};
  const { personId: person, spaceId: space } = author;
  return { concerned: [{ person, kind: "reaction", subject: message.id, space, actor: by, caller: "" }] };
}

function joined({ store }: Sources, event: HearthEvent): Consequences {
  const { by } = payloads.by.parse(event.payload);
  const person = personOf(event);
  if (by === "" || by === person || store.space(event.subject)?.kind !== "group") return {};
  const space = event.subject;
  return { concerned: [{ person, kind: "invitation", subject: space, space, actor: by, caller: "" }] };
}

/** A care desk asks somebody to help. */
function askedForHelp(event: HearthEvent): Consequences {
  const found = payloads.asked.safeParse(event.payload).data;
  if (!found) return {};
  const { by: actor, space } = found;
  return {
    concerned: [{ person: personOf(event), kind: "care", subject: event.subject, space, actor, caller: "" }],
  };
}

function called(event: HearthEvent): Consequences {
  const found = payloads.missed.safeParse(event.payload).data?.missed;
  if (!found) return {};
  const by = { actor: found.person, caller: found.name };
  return {
    concerned: [{ person: personOf(event), kind: "missed-call", subject: event.subject, space: null, ...by }],
  };
}

/** Who was told of an emergency call has it in their centre, where their hours and levels do not count. */
function calledForHelp(event: HearthEvent): Consequences {
  const found = payloads.emergency.safeParse(event.payload).data;
  if (!found || !event.topic.startsWith("person:")) return {};
  const by = { actor: found.caller.personId, caller: found.number };
  return {
    concerned: [{ person: personOf(event), kind: "emergency", subject: event.subject, space: null, ...by }],
  };
}

function mailboxChanged(event: HearthEvent): Consequences {
  const person = personOf(event);
  const done = payloads.done.safeParse(event.payload).data?.done;
  if (done) return { read: { person, selection: { subject: done } } };
  const left = payloads.left.safeParse(event.payload).data?.left;
  if (!left) return {};
  const by = { actor: left.person, caller: left.name };
  return { concerned: [{ person, kind: "voicemail", subject: left.id, space: null, ...by }] };
}

export function consequencesOf(sources: Sources, event: HearthEvent): Consequences {
  switch (event.kind) {
    case "message.created":
      return messageWritten(sources, event);
    case "message.reacted":
      return reacted(sources, event);
    case "message.deleted":
      return { forget: { subject: event.subject } };
    case "space.joined":
      return joined(sources, event);
    case "space.left":
      return { forget: { person: personOf(event), space: event.subject } };
    case "space.marked": {
      const person = personOf(event);
      const upTo = sources.store.membership(event.subject, person)?.readSeq;
      return upTo === undefined
        ? {}
        : { read: { person, selection: { space: event.subject, upTo, kinds: readable } } };
    }
    case "flag.changed": {
      // Taken away or put off: the reminder is dealt with.
      const read = { person: personOf(event), selection: { subject: event.subject, kinds: reminders } };
      return sources.notifications.unreadOf(read.person, read.selection).length > 0 ? { read } : {};
    }
    case "flag.due": {
      const space = text.parse(event.payload.space);
      const subject = event.subject;
      return {
        concerned: [{ person: personOf(event), kind: "reminder", subject, space, actor: null, caller: "" }],
      };
    }
    case "care.asked":
      return askedForHelp(event);
    case "call.emergency":
      return calledForHelp(event);
    case "call.ended":
      return called(event);
    case "voicemail.changed":
      return mailboxChanged(event);
    default:
      return {};
  }
}
