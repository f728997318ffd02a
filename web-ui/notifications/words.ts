/** What a notification says, and where it leads. */
import type { Notice, Wake } from "../../appliance/messaging/index.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { plain } from "../search/snippet.ts";
import { viewMessage } from "../store/message-view.ts";
import type { Notification } from "../store/notifications.ts";
import type { Session } from "../store/session.ts";
import { t } from "../text/index.ts";

/** What centre and pop-up share. */
export type Told = Wake & Pick<Notice, "message">;

/** Who knows the names that a notification says. */
export interface Speaker {
  keyring: Keyring;
  /** Undefined for those who are not known. */
  personName(id: string): string | undefined;
  /** Empty for those that are not known. */
  spaceName(id: string): string;
}

/** A push of this kind is about the call that rings now, and is shown under this name. */
export const incomingCall = "incoming-call";

export function speakerOf(session: Session): Speaker {
  const { keyring, people, spaces } = session;
  return {
    keyring,
    personName: (id) => people.find(id)?.name,
    spaceName(id) {
      const space = spaces.byId.value.get(id);
      return space ? spaces.nameOf(space) || t("spaces.locked") : "";
    },
  };
}

/** Whose doing it was; null for somebody from outside. */
export const actorOf = ({ actor, message }: Told): string | null => actor ?? message?.author ?? null;

/** Somebody's name, or what a caller showed. */
export function whoOf(speaker: Speaker, told: Told): string {
  const person = actorOf(told);
  return (person && speaker.personName(person)) || told.caller || t("notice.unknown");
}

/** The message in the clear: its text in one line, and the newest reaction of the actor. */
export interface Opened {
  text: string;
  emoji: string;
}

export async function openMessage(keyring: Keyring, told: Told): Promise<Opened> {
  if (!told.message) return { text: "", emoji: "" };
  const { content, reactions } = await viewMessage(keyring, told.message);
  const emoji = reactions.findLast(({ person }) => person === told.actor)?.emoji ?? "";
  if (content === "deleted") return { text: t("message.deleted"), emoji };
  if (content === "locked") return { text: t("message.locked"), emoji };
  const files = content.files?.length ?? 0;
  return { text: plain(content.text) || (files > 0 ? t("notice.file", { count: files }) : ""), emoji };
}

export const headline = (speaker: Speaker, told: Told, emoji: string): string =>
  t(`notice.${told.kind}`, {
    name: whoOf(speaker, told),
    space: told.space ? speaker.spaceName(told.space) : "",
    emoji,
  });

/** The address within the app. */
export function pathOf({ kind, space, subject, message }: Told): string {
  if (kind === "emergency") return "/notifications";
  if (kind === incomingCall) return "/calls";
  if (kind === "missed-call") return "/calls?tab=recent";
  if (kind === "voicemail") return "/calls?tab=voicemail";
  if (kind === "invitation" || !message) return `/space/${space ?? ""}`;
  const thread = message.parent ? `&thread=${message.parent}` : "";
  return `/space/${space ?? message.space}?message=${subject}${thread}`;
}

/** The same for a line of the centre. */
export const keyOf = (notification: Notification): string => `${notification.kind}:${notification.seq}`;
