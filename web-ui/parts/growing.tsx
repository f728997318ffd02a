import { type ReactNode, useEffect, useRef, useState } from "react";

const step = 50;

interface GrowingProps<Item> {
  items: readonly Item[];
  /** What scrolls it, as a selector of an ancestor. */
  scroller: string;
  children: (item: Item) => ReactNode;
}

/** A long list as far as one has scrolled: what was never near the screen costs nothing. */
export function Growing<Item>({ items, scroller, children }: GrowingProps<Item>) {
  const [shown, setShown] = useState(step);
  const end = useRef<HTMLDivElement>(null);
  const more = items.length > shown;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each step the end is looked for anew
  useEffect(() => {
    if (!more || !end.current) return;
    const root = end.current.closest(scroller);
    const grow = ([entry]: IntersectionObserverEntry[]) =>
      entry?.isIntersecting && setShown((count) => count + step);
    const watch = new IntersectionObserver(grow, { root, rootMargin: "600px" });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [more, shown, scroller]);
  return (
    <>
      {items.slice(0, shown).map(children)}
      {more && <div ref={end} />}
    </>
  );
}
