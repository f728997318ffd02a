/** What runs beside every page of the app for notifications; and the news that there is a newer version. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { linkWorker, takeUpdate, updateReady } from "../offline/worker-link.ts";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { lookAt } from "./leader.ts";
import { mayPopUp, PopUps } from "./pop-ups.ts";
import { subscribeToPush } from "./push.ts";

export default function Notices() {
  const session = useSession();
  const navigate = useNavigate();
  const open = useRef((_path: string) => {});
  open.current = (path) => void navigate({ to: path });
  useEffect(() => {
    const popUps = new PopUps(session, (path) => open.current(path));
    const subscribe = () => {
      if (mayPopUp()) void subscribeToPush(session).catch(() => {}); // said again at the next start
    };
    subscribe();
    const stop = session.onSignal("push.policy", subscribe);
    return () => {
      stop();
      popUps.close();
    };
  }, [session]);
  useEffect(() => {
    const onMessage = ({ data }: MessageEvent) => {
      const path = (data as { open?: unknown } | null)?.open;
      if (typeof path === "string" && path.startsWith("/")) open.current(path);
    };
    navigator.serviceWorker?.addEventListener("message", onMessage);
    return () => navigator.serviceWorker?.removeEventListener("message", onMessage);
  }, []);
  useLooking();
  useEffect(() => void linkWorker(), []);
  return <UpdateNotice />;
}

/** What is seen by opening the space; messages are seen by scrolling to them. */
const seenByOpening = ["invitation", "reaction", "care"] as const;

/** While the window has the focus, the open space pops up nothing, and what it brings is seen. */
function useLooking(): void {
  const { notifications } = useSession();
  const { space } = useParams({ strict: false });
  const list = useSignal(notifications.list);
  useEffect(() => {
    if (!space) return;
    let release: (() => void) | undefined;
    const look = () => {
      if (document.hasFocus()) release ??= lookAt(space);
      else {
        release?.();
        release = undefined;
      }
    };
    look();
    addEventListener("focus", look);
    addEventListener("blur", look);
    return () => {
      release?.();
      removeEventListener("focus", look);
      removeEventListener("blur", look);
    };
  }, [space]);
  useEffect(() => {
    const waits = list.some((one) => one.readAt === null && one.space === space);
    if (!space || !waits || !document.hasFocus()) return;
    notifications.read({ space, kinds: [...seenByOpening] }).catch(() => {}); // it waits on, and is read next time
  }, [notifications, list, space]);
}

/** A newer version of the app is there; it is taken when it suits. */
function UpdateNotice() {
  const ready = useSignal(updateReady);
  return ready ? (
    <div className="banner update" role="status">
      {t("app.update")}
      <button type="button" className="bare" onClick={takeUpdate}>
        {t("app.update.take")}
      </button>
    </div>
  ) : null;
}
