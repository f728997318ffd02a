/** What a notification says, and where it leads. */
import type { Notice } from "../../appliance/messaging/index.ts";
import { plain } from "../search/snippet.ts";
import { viewMessage } from "../store/message-view.ts";
import type { Notification } from "../store/notifications.ts";
import type { Session } from "../store/session.ts";
import { t } from "../text/index.ts";

/** What centre and pop-up share. */
export type Told = Pick<Notice, "kind" | "subject" | "space" | "actor" | "caller" | "at" | "message">;

/** Somebody's name, or what a caller showed. */
export function whoOf(session: Session, { actor, caller, message }: Told): string {
  const person = actor ?? message?.author;
  if (person && session.people.value.has(person)) return session.personName(person);
  return caller || t("notice.unknown");
}

export function spaceOf(session: Session, { space }: Told): string {
  const found = space && session.spaces.value.get(space);
  return found ? session.spaceName(found) || t("spaces.locked") : "";
}

/** The message in the clear: its text in one line, and the newest reaction of the actor. */
export interface Opened {
  text: string;
  emoji: string;
}

export async function openMessage(session: Session, told: Told): Promise<Opened> {
  if (!told.message) return { text: "", emoji: "" };
  const { content, reactions } = await viewMessage(session.keyring, told.message);
  const emoji = reactions.findLast(({ person }) => person === told.actor)?.emoji ?? "";
  if (content === "deleted") return { text: t("message.deleted"), emoji };
  if (content === "locked") return { text: t("message.locked"), emoji };
  const files = content.files?.length ?? 0;
  return { text: plain(content.text) || (files > 0 ? t("notice.file", { count: files }) : ""), emoji };
}

export const headline = (session: Session, told: Told, emoji: string): string =>
  t(`notice.${told.kind}`, { name: whoOf(session, told), space: spaceOf(session, told), emoji });

/** The address within the app. */
export function pathOf({ kind, space, subject, message }: Told): string {
  if (kind === "missed-call") return "/calls?tab=recent";
  if (kind === "voicemail") return "/calls?tab=voicemail";
  if (kind === "invitation" || !message) return `/space/${space ?? ""}`;
  const thread = message.parent ? `&thread=${message.parent}` : "";
  return `/space/${space ?? message.space}?message=${subject}${thread}`;
}

/** The same for a line of the centre. */
export const keyOf = (notification: Notification): string => `${notification.kind}:${notification.seq}`;
