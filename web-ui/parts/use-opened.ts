/** What is opened over the page, such as a file: Back closes it first, and closing it is going back. */
import { useLocation, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What lies over the page, the lowest first; each is one step back. */
    over?: readonly string[];
  }
}

export interface OpenedControl {
  opened: boolean;
  open: () => void;
  /** Closes what was opened over it, too, and asks nobody. */
  close: () => void;
}

export function useOpened(): OpenedControl {
  const [id] = useState(() => crypto.randomUUID());
  const opened = useLocation({ select: ({ state }) => state.over?.includes(id) === true });
  const router = useRouter();
  const goingBack = useRef(false);
  useEffect(() => {
    if (opened) goingBack.current = false;
  }, [opened]);
  const open = useCallback(() => {
    const over = (before: readonly string[] = []) => [...before.filter((each) => each !== id), id];
    const state = (now: { over?: readonly string[] }) => ({ ...now, over: over(now.over) });
    void router.navigate({ to: ".", search: true, state, resetScroll: false });
  }, [router, id]);
  const close = useCallback(() => {
    const over = router.history.location.state.over ?? [];
    const at = over.indexOf(id);
    if (at < 0 || goingBack.current) return; // going back takes a moment, and twice would leave the page
    goingBack.current = true;
    router.history.go(at - over.length, { ignoreBlocker: true });
  }, [router, id]);
  useEffect(() => close, [close]); // nothing is left to close by Back when its place goes
  return { opened, open, close };
}
