/** Asking the browser whether it may show notifications: by a button, never by itself. */
import { Button } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import { useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import { subscribeToPush } from "./push.ts";

type Permission = NotificationPermission | "none";

const current = (): Permission => ("Notification" in globalThis ? Notification.permission : "none");

export function usePermission(): { permission: Permission; ask: () => Promise<void> } {
  const session = useSession();
  const [permission, setPermission] = useState(current);
  const ask = async () => {
    setPermission(await Notification.requestPermission());
    await subscribeToPush(session).catch(() => {}); // said again at the next start
  };
  return { permission, ask };
}

/** A quiet offer above the centre, until it is taken or put away. */
export function PermissionHint() {
  const { permission, ask } = usePermission();
  const [dismissed, setDismissed] = useLocalStorage({
    key: "hearth.hint.notifications",
    defaultValue: false,
  });
  if (permission !== "default" || dismissed) return null;
  return (
    <aside className="card hint">
      <p>{t("notify.desktop.hint")}</p>
      <Button size="compact-md" onClick={ask}>
        {t("notify.desktop.ask")}
      </Button>
      <Button size="compact-md" variant="default" onClick={() => setDismissed(true)}>
        {t("notify.hint.dismiss")}
      </Button>
    </aside>
  );
}
