/** How much of a conversation is held: what lies far from where one reads is let go, and asked for when wanted. */
import type { MessageView } from "./message-view.ts";

/** Many screens high, and few enough to be sorted, grouped and laid out within a frame. */
export const mostHeld = 480;

export interface HeldMessages {
  messages: readonly MessageView[];
  /** Whether the first message of the space is among them, and whether the newest is. */
  atStart: boolean;
  atEnd: boolean;
}

/**
 * Lets go of what is more than `most` from one end. One's own that are on their way stay.
 * @param keep which end is being read
 */
export function boundHeld(held: HeldMessages, keep: "earlier" | "later", most = mostHeld): HeldMessages {
  const stored = held.messages.filter(({ state }) => state === "sent");
  if (stored.length <= most) return held;
  const waiting = held.messages.filter(({ state }) => state !== "sent");
  return keep === "earlier"
    ? { messages: [...stored.slice(0, most), ...waiting], atStart: held.atStart, atEnd: false }
    : { messages: [...stored.slice(-most), ...waiting], atStart: false, atEnd: held.atEnd };
}
