/** Opens and closes what stands beside a space, by its address. */
import { useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import type { Beside, Panel } from "./space-search.ts";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** One step back is the same space without its panel. */
    besideOpened?: boolean;
  }
}

export interface BesideControl {
  shown: Beside;
  toggle: (panel: Panel) => void;
  openThread: (root: string) => void;
  close: () => void;
}

export function useBeside(): BesideControl {
  const { panel, thread, message } = useSearch({ from: "/app/shell/space/$space" });
  const opened = useLocation({ select: ({ state }) => state.besideOpened === true });
  const navigate = useNavigate({ from: "/space/$space" });
  const { history } = useRouter();
  const isShown = panel !== undefined || thread !== undefined;
  const open = useCallback(
    (search: Beside) =>
      void navigate({ to: ".", search, replace: isShown, state: { besideOpened: opened || !isShown } }),
    [navigate, isShown, opened],
  );
  const goingBack = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is shown now, one has not gone back from it yet
  useEffect(() => {
    goingBack.current = false;
  }, [panel, thread]);
  const close = useCallback(() => {
    if (!isShown || goingBack.current) return; // going back takes a moment, and twice would leave the space
    goingBack.current = opened;
    if (opened) history.back();
    else void navigate({ to: ".", search: {}, replace: true });
  }, [navigate, history, isShown, opened]);
  return {
    // A link's thread opens with its message, which is looked for first.
    shown: message ? {} : { ...(panel && { panel }), ...(thread && { thread }) },
    toggle: (wanted) => (panel === wanted ? close() : open({ panel: wanted })),
    openThread: useCallback((root: string) => open({ thread: root }), [open]),
    close,
  };
}
