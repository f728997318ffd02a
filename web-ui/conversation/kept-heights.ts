/** How high the rows of a conversation were, so that whoever comes back sees it drawn once, at its end. */
import type { Rect, VirtualItem, Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useState } from "react";
import type { Conversation } from "../store/conversation.ts";

interface Kept {
  rect: Rect;
  /** Those that were on the screen once. */
  rows: VirtualItem[];
  /** Pixels of all. */
  height: number;
}

const kept = new WeakMap<Conversation, Kept>();
/** Of the list that was shown last: the next stands in its place. */
let lastRect: Rect | undefined;

/** What a list begins with. @param heights by estimate, of a conversation that was not shown yet */
export function useKeptHeights(conversation: Conversation, heights: () => number) {
  const [initial] = useState(() => {
    const before = kept.get(conversation);
    const same = before?.rect.width === lastRect?.width ? before : undefined;
    const height = same?.height ?? heights();
    return {
      initialMeasurementsCache: same?.rows ?? [],
      ...(lastRect && { initialRect: lastRect, initialOffset: Math.max(0, height - lastRect.height) }),
    };
  });
  return initial;
}

/** Keeps them when the list goes. */
export function useKeepHeights(
  conversation: Conversation,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
) {
  useEffect(
    () => () => {
      const rect = virtualizer.scrollRect;
      if (!rect || rect.height === 0) return;
      lastRect = rect;
      kept.set(conversation, { rect, rows: virtualizer.takeSnapshot(), height: virtualizer.getTotalSize() });
    },
    [conversation, virtualizer],
  );
}
