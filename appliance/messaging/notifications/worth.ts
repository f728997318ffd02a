/** What a message means to a member, and whether they asked to be told of such. */
import type { Preferences } from "../preferences.ts";

/** `message`: nothing but a message in a space of theirs. */
export type Concern = "mention" | "direct" | "reply" | "message";
export type Level = Preferences["notify"];

/** @param thread those who wrote in the thread that the message belongs to */
export function concernOf(
  member: string,
  message: { mentions: readonly string[] },
  kind: "direct" | "group",
  thread: ReadonlySet<string>,
): Concern {
  if (message.mentions.includes(member) || message.mentions.includes("all")) return "mention";
  if (kind === "direct") return "direct";
  return thread.has(member) ? "reply" : "message";
}

/**
 * @param own the level that the person gave the space; null for their usual one
 * @param usual what they are told of elsewhere: at "mentions" that is whatever is meant for them
 */
export function isWorth(concern: Concern, own: Level | null, usual: Level): boolean {
  const level = own ?? usual;
  if (level !== "mentions") return level === "all";
  return concern === "mention" || concern === "reply" || (concern === "direct" && own === null);
}
