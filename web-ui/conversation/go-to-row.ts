/** Going to a row of a virtualised list whose rows have no height yet, while others may come above it. */
import type { Virtualizer } from "@tanstack/react-virtual";

/** Frames in which rows may still get their height. */
const mostFrames = 20;

interface Goal {
  index: number;
  /** Of the message in that row. */
  id: string;
  /** Pixels by which it stands too low in the list. */
  offBy: (message: DOMRect, list: DOMRect) => number;
}

/** Scrolls there, and again until the rows around it have their height. */
export function goToRow(virtualizer: Virtualizer<HTMLDivElement, Element>, { index, id, offBy }: Goal): void {
  const list = virtualizer.scrollElement;
  const [offset] = virtualizer.getOffsetForIndex(index, "start") ?? [];
  if (!list || offset === undefined) return;
  virtualizer.scrollToOffset(offset); // an index would be another row's when earlier ones come
  let frames = 0;
  const adjust = () => {
    const shown = list.querySelector(`article[data-message="${id}"]`);
    const off = shown && offBy(shown.getBoundingClientRect(), list.getBoundingClientRect());
    if (off !== null) list.scrollTop += off;
    if (++frames < mostFrames && (off === null || Math.abs(off) > 1)) requestAnimationFrame(adjust);
  };
  requestAnimationFrame(adjust);
}
