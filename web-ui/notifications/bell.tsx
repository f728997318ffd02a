/** The way to the notification centre, with how much waits there. */
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { numberOf, t } from "../text/index.ts";

export function Bell() {
  const count = useSignal(useSession().notifications.unread);
  const label = t("notices.unread", { count });
  return (
    <Link to="/notifications" className="icon-button bell" aria-label={label} title={label}>
      <IconBell size={20} />
      {count > 0 && (
        <span className="badge number" aria-hidden="true">
          {count > 99 ? `${numberOf(99)}+` : numberOf(count)}
        </span>
      )}
    </Link>
  );
}
