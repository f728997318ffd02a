/** The commands of the whole app: keys, the palette, the sheet of shortcuts, ways to go. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useContext, useEffect, useMemo, useState } from "react";
import type { Preferences } from "../../appliance/messaging/index.ts";
import { signOut } from "../app/signed-in.ts";
import { isContrastHigh } from "../parts/appearance.ts";
import { lazily } from "../parts/lazily.ts";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { byRecency, type SpaceView } from "../store/space-list.ts";
import { CommandContext, useCommands } from "./command-bus.ts";
import { isTyping, KeySequence, nameOf } from "./keys.ts";
import { withOwnKeys } from "./own-keys.ts";
import { TypedAhead } from "./typed-ahead.ts";

const loadPalette = () => import("./palette.tsx");
const Palette = lazily(loadPalette);
const ShortcutSheet = lazily(() => import("./shortcut-sheet.tsx"));

/** A whiteboard calls its rows of colours dialogs, too: they stand open beside what is drawn. */
const dialogOverBoard = '[role="dialog"]:not(.color-picker-container)';

/** Listens to the keyboard and shows the palette and the sheet; without children. */
export function AppCommands() {
  const [shown, setShown] = useState<"palette" | "shortcuts">();
  const typedAhead = useMemo(() => new TypedAhead(), []);
  const openPalette = () => {
    if (shown !== "palette") typedAhead.begin();
    setShown("palette");
  };
  useKeys();
  useNavigation();
  useAppearance();
  useCommands({
    "app.palette": openPalette,
    "app.search": openPalette,
    "app.shortcuts": () => setShown("shortcuts"),
    "app.sign-out": () => void signOut().catch(() => {}),
  });
  useEffect(() => {
    // So that it opens at once when it is wanted; what does not come now comes then.
    const timer = setTimeout(() => void loadPalette().catch(() => {}), 2000);
    return () => clearTimeout(timer);
  }, []);
  const close = () => {
    typedAhead.take();
    setShown(undefined);
  };
  return (
    <Suspense>
      {shown === "palette" && <Palette typedAhead={typedAhead} onClose={close} />}
      {shown === "shortcuts" && <ShortcutSheet onClose={close} />}
    </Suspense>
  );
}

function useKeys(): void {
  const bus = useContext(CommandContext);
  const own = useSignal(useSession().marks.preferences)?.shortcuts;
  const commands = useMemo(() => withOwnKeys(own ?? {}), [own]);
  const sequence = useMemo(
    () => new KeySequence(commands.filter(({ scope }) => scope === "app")),
    [commands],
  );
  const palette = commands.find(({ id }) => id === "app.palette");
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const withModifier = /^(mod|alt)\+/.test(name);
      if (event.defaultPrevented || event.isComposing || (isTyping(event.target) && !withModifier)) return;
      if (document.querySelector('[role="dialog"]')) return;
      const id = sequence.press(name, event.timeStamp);
      if (!id) return;
      if (id === "begun" || bus.run(id)) event.preventDefault();
    };
    // A whiteboard takes keys for itself, the palette's for its links: there the palette comes first.
    const onKeyOverBoard = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const isPalette = palette?.keys === name && /^(mod|alt)\+/.test(name);
      if (!isPalette || !document.querySelector(".excalidraw") || document.querySelector(dialogOverBoard))
        return;
      event.stopPropagation();
      event.preventDefault();
      bus.run(palette.id);
    };
    addEventListener("keydown", onKeyDown);
    addEventListener("keydown", onKeyOverBoard, { capture: true });
    return () => {
      removeEventListener("keydown", onKeyDown);
      removeEventListener("keydown", onKeyOverBoard, { capture: true });
    };
  }, [bus, sequence, palette]);
}

function useNavigation(): void {
  const session = useSession();
  const navigate = useNavigate();
  const { space: open } = useParams({ strict: false });
  const { person, entitlements } = useSignal(session.account);
  const administrates = mayAdministrate(person.role);
  const { calling } = entitlements;
  const step = (by: 1 | -1, passes: (space: SpaceView) => boolean = () => true) => {
    const spaces = [...session.spaces.byId.value.values()]
      .filter(({ archived }) => !archived)
      .sort(byRecency);
    const at = spaces.findIndex(({ id }) => id === open);
    for (let count = 1; count <= spaces.length; count++) {
      const next = spaces[(at + by * count + spaces.length * 2) % spaces.length];
      if (next && next.id !== open && passes(next)) {
        void navigate({ to: "/space/$space", params: { space: next.id } });
        return;
      }
    }
  };
  const unread = (space: SpaceView) => space.unread > 0;
  useCommands({
    "go.home": () => void navigate({ to: "/" }),
    "go.people": () => void navigate({ to: "/people" }),
    "go.calls": calling ? () => void navigate({ to: "/calls" }) : undefined,
    "go.notifications": () => void navigate({ to: "/notifications" }),
    "go.flagged": () => void navigate({ to: "/flagged" }),
    "go.tags": () => void navigate({ to: "/tags" }),
    "go.files": () => void navigate({ to: "/files" }),
    "go.settings": () => void navigate({ to: "/settings" }),
    "go.admin": administrates
      ? () => void navigate({ to: "/admin/$page", params: { page: "overview" } })
      : undefined,
    "list.next": () => step(1),
    "list.previous": () => step(-1),
    "list.next-unread": () => step(1, unread),
    "list.previous-unread": () => step(-1, unread),
    "list.notices-read": () => void session.notifications.readAll(),
    "list.read-all": () => {
      for (const { id } of [...session.spaces.byId.value.values()].filter(unread))
        void session.spaces.markRead(id);
    },
  });
}

function useAppearance(): void {
  const session = useSession();
  const { marks } = session;
  const now = () => marks.preferences.value;
  const change = (change: Partial<Preferences>) => session.attempt(marks.changePreferences(change));
  useCommands({
    "app.theme.light": () => change({ theme: "light" }),
    "app.theme.dark": () => change({ theme: "dark" }),
    "app.theme.auto": () => change({ theme: "auto" }),
    "app.contrast": () => change({ contrast: isContrastHigh() ? "standard" : "more" }),
    "app.density": () => change({ density: now()?.density === "compact" ? "comfortable" : "compact" }),
  });
}
