/** Says beside a name that this person comes from outside. */
import type { Person } from "../../appliance/people/index.ts";
import { useSignal } from "../store/signal.ts";
import { dayOf, t } from "../text/index.ts";
import { useSession } from "./session-context.ts";

export const GuestTag = () => <span className="tag quiet">{t("guest.badge")}</span>;

export function GuestBadge({ id }: { id: string }) {
  const people = useSignal(useSession().people.byId);
  return people.get(id)?.role === "guest" ? <GuestTag /> : null;
}

/** Whether a guest has come, and until when they may. */
export function standingOf({ state, expiresAt }: Pick<Person, "state" | "expiresAt">): string {
  if (state === "disabled") return t("guest.ended");
  if ((expiresAt ?? 0) <= Date.now()) return t("guest.over");
  return state === "invited" ? t("guest.pending") : t("guest.until", { when: dayOf(expiresAt ?? 0) });
}
