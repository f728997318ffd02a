/** The frame of the signed-in app: the rail, and beside it whatever the address asks for. */
import { Button } from "@mantine/core";
import { Outlet, useLocation } from "@tanstack/react-router";
import { Suspense, useContext, useEffect, useState } from "react";
import { AppCommands } from "../actions/app-commands.tsx";
import { CommandContext } from "../actions/command-bus.ts";
import { usePageTitle, useUnreadInTitle } from "../parts/document-title.ts";
import { useDropGuard } from "../parts/file-drop.ts";
import { lazily } from "../parts/lazily.ts";
import { useSession } from "../parts/session-context.ts";
import { useAway } from "../parts/use-away.ts";
import { Rail } from "../rail/rail.tsx";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

/** Nothing to see: it comes after what is shown first. */
const NewSpaceDialog = lazily(async () => ({ default: (await import("./new-space.tsx")).NewSpaceDialog }));
const Trouble = lazily(() => import("../parts/trouble.tsx"));
const Announcements = lazily(() => import("../announcements/announcements.tsx"));
const Notices = lazily(() => import("../notifications/notices.tsx"));

export function Shell() {
  const inner = useLocation({ select: ({ pathname }) => pathname !== "/" });
  const [creating, setCreating] = useState(false);
  useUnread();
  useIdle();
  useDropGuard();
  return (
    <div className="frame" data-inner={inner}>
      <Rail onNewSpace={() => setCreating(true)} />
      <main className="main">
        <Outlet />
      </main>
      <AppCommands />
      <Suspense>
        <Notices />
      </Suspense>
      <Suspense>
        <Announcements />
      </Suspense>
      <Suspense>
        <Trouble />
      </Suspense>
      <Suspense>{creating && <NewSpaceDialog onClose={() => setCreating(false)} />}</Suspense>
      <ConnectionBanner />
    </div>
  );
}

export function WelcomePage() {
  const session = useSession();
  const bus = useContext(CommandContext);
  usePageTitle("");
  return (
    <div className="empty" style={{ gridColumn: "1 / -1" }}>
      <img src="/icon.svg" alt="" width={64} height={64} />
      <h1>{t("welcome.title", { name: session.me.person.name.split(" ")[0] ?? "" })}</h1>
      <p>{t("spaces.pick")}</p>
      {session.me.person.role !== "guest" && (
        <Button variant="default" onClick={() => bus.run("list.new-space")}>
          {t("spaces.start")}
        </Button>
      )}
    </div>
  );
}

function ConnectionBanner() {
  return useAway() ? <div className="banner">{t("connection.lost")}</div> : null;
}

function useUnread(): void {
  const spaces = useSignal(useSession().spaces.byId);
  useUnreadInTitle([...spaces.values()].reduce((sum, space) => sum + space.unread, 0));
}

const idleAfter = 5 * 60 * 1000;

/** Tells the others when nobody has touched this browser for a while. */
function useIdle(): void {
  const { stream } = useSession();
  useEffect(() => {
    let idle = false;
    const say = (now: boolean) => {
      if (idle === now) return;
      idle = now;
      stream.signal("idle", { idle });
    };
    let timer = setTimeout(() => say(true), idleAfter);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(() => say(true), idleAfter);
      say(false);
    };
    const kinds = ["pointermove", "keydown", "focus"] as const;
    for (const kind of kinds) addEventListener(kind, touched, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const kind of kinds) removeEventListener(kind, touched);
    };
  }, [stream]);
}
