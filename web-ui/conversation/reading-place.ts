/** Where somebody reads in a conversation: kept while the tab lives, so that whoever comes back is there again. */
import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSession } from "../parts/session-context.ts";
import type { Conversation } from "../store/conversation.ts";
import type { Row } from "./rows.ts";

export interface ReadingPlace {
  /** Of the first message that is wholly seen. */
  seq: number;
  /** Pixels between the list's upper edge and that message. */
  offset: number;
}

/** Frames in which rows may still get their height. */
const mostFrames = 20;

/** Undefined for who reads the newest; threads keep none. */
function useKept(conversation: Conversation, space: string) {
  const name = `hearth.place.${useSession().me.person.id}.${space}`;
  const [first] = useState((): ReadingPlace | undefined => {
    if (conversation.thread || conversation.state.value.target) return undefined;
    const [seq, offset] = (sessionStorage.getItem(name) ?? "").split(" ").map(Number);
    return seq && Number.isFinite(offset) ? { seq, offset: offset ?? 0 } : undefined;
  });
  const keep = (place: ReadingPlace | undefined) => {
    if (conversation.thread) return;
    if (place) sessionStorage.setItem(name, `${place.seq} ${Math.round(place.offset)}`);
    else sessionStorage.removeItem(name);
  };
  return { first, keep };
}

/** Of the message there, or of the first after one that is gone; -1 while only later ones are loaded. */
function indexOf(rows: readonly Row[], seq: number): number {
  const first = rows.find((row) => row.kind === "message");
  if (rows[0]?.kind !== "begin" && !(first && first.message.seq <= seq)) return -1;
  return rows.findIndex((row) => row.kind === "message" && row.message.seq >= seq);
}

interface Parts {
  conversation: Conversation;
  space: string;
  rows: readonly Row[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  atEnd: RefObject<boolean>;
}

/** Opens the conversation at the place where it was left, and keeps it for the next time; `note` after each scroll. */
export function useReadingPlace({ conversation, space, rows, virtualizer, scroller, atEnd }: Parts): {
  note: () => void;
} {
  const { first, keep } = useKept(conversation, space);
  const wanted = useRef(first);
  const noted = useRef(first);
  useLayoutEffect(() => {
    if (first) atEnd.current = false; // before the list goes there
  }, [first, atEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was kept at the beginning opens it
  useEffect(() => {
    conversation.open(first?.seq);
    const onHide = () => keep(noted.current);
    addEventListener("pagehide", onHide);
    return () => {
      removeEventListener("pagehide", onHide);
      keep(noted.current);
      conversation.leave();
    };
  }, [conversation]);

  const place = wanted.current;
  const index = place ? indexOf(rows, place.seq) : -1;
  useLayoutEffect(() => {
    const element = scroller.current;
    const row = rows[index];
    if (!element || !place || row?.kind !== "message") return;
    wanted.current = undefined;
    if (conversation.state.value.target) return; // a link leads elsewhere
    virtualizer.scrollToIndex(index, { align: "start" });
    let frames = 0;
    const adjust = () => {
      const shown = element.querySelector(`article[data-message="${row.id}"]`);
      const top = shown && shown.getBoundingClientRect().top - element.getBoundingClientRect().top;
      if (top !== null) element.scrollTop += top - place.offset;
      if (++frames < mostFrames && (top === null || Math.abs(top - place.offset) > 1))
        requestAnimationFrame(adjust);
    };
    requestAnimationFrame(adjust);
  }, [conversation, virtualizer, scroller, rows, index, place]);

  const note = () => {
    const element = scroller.current;
    if (!element || wanted.current) return;
    if (atEnd.current) noted.current = undefined;
    else
      for (const item of virtualizer.getVirtualItems()) {
        const row = rows[item.index];
        if (row?.kind !== "message" || item.start < element.scrollTop) continue;
        if (!Number.isFinite(row.message.seq)) return;
        noted.current = { seq: row.message.seq, offset: item.start - element.scrollTop };
        return;
      }
  };
  return { note };
}
