/** Lists of thousands: only the rows near the screen are in the page, between two gaps as high as the rest. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** What scrolls: a page, the panel beside a conversation, the administration. */
const scrollerOf = (list: HTMLElement | null): HTMLElement | null =>
  list?.closest<HTMLElement>(".page, .side, .admin-main") ?? null;

/**
 * @param list what stands around the rows and both gaps
 * @param rowHeight pixels, about; each row is measured by `measure`, which finds it by its `data-index`
 * @param onNearEnd called when the last rows are near
 */
export function useLongList(options: {
  list: RefObject<HTMLElement | null>;
  count: number;
  rowHeight: number;
  onNearEnd?: () => void;
}) {
  const { list, count, rowHeight, onNearEnd } = options;
  const [margin, setMargin] = useState(0);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scrollerOf(list.current),
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollMargin: margin,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands above the list may come with its rows
  useLayoutEffect(() => {
    const scroller = scrollerOf(list.current);
    if (!list.current || !scroller) return;
    const { top } = list.current.getBoundingClientRect();
    setMargin(top - scroller.getBoundingClientRect().top + scroller.scrollTop);
  }, [list, count]);
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1);
  const nearEnd = last !== undefined && last.index >= count - 30;
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, onNearEnd]);
  return {
    /** Indexes of the rows to draw. */
    shown: shown.map(({ index }) => index),
    /** Pixels. */
    before: (shown[0]?.start ?? margin) - margin,
    after: last ? virtualizer.getTotalSize() - (last.end - margin) : 0,
    measure: virtualizer.measureElement,
  };
}
