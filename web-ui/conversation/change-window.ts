/** How long one's own messages may be changed, as the administrator decided; the appliance refuses later changes. */
import { useEffect, useState } from "react";
import type { ClientPolicy } from "../../appliance/messaging/index.ts";
import { useSession } from "../parts/session-context.ts";
import type { MessageView } from "../store/message-view.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

/** Longer timers end at once. */
const longestTimer = 2 ** 31 - 1;

const closesAt = ({ editMinutes }: ClientPolicy, createdAt: number): number =>
  editMinutes === null ? Number.POSITIVE_INFINITY : createdAt + editMinutes * 60_000;

/** Whether what was written at `createdAt` can no longer be edited. */
export const isClosed = (policy: ClientPolicy, createdAt: number): boolean =>
  Date.now() >= closesAt(policy, createdAt);

export interface ChangeWindow {
  mayEdit: boolean;
  mayDelete: boolean;
  /** Why one's own message cannot be changed as before; undefined while it can. */
  reason: string | undefined;
}

/** Of one's own message; shown anew at the moment when the time is over. */
export function useChangeWindow({ createdAt }: MessageView, mine: boolean): ChangeWindow {
  const policy = useSignal(useSession().policy.value);
  const [, showAnew] = useState(0);
  const closed = mine && isClosed(policy, createdAt);
  useEffect(() => {
    const left = closesAt(policy, createdAt) - Date.now();
    if (!mine || closed || left > longestTimer) return;
    const timer = setTimeout(() => showAnew((count) => count + 1), left);
    return () => clearTimeout(timer);
  }, [policy, createdAt, mine, closed]);
  const mayDelete = mine && !(closed && !policy.deleteLater);
  return { mayEdit: mine && !closed, mayDelete, reason: closed ? reasonOf(policy) : undefined };
}

function reasonOf({ editMinutes, deleteLater }: ClientPolicy): string {
  const minutes = editMinutes ?? 0;
  const verb = deleteLater ? "edit" : "change";
  return minutes === 0
    ? t(`message.${verb}.never`)
    : minutes % 60 === 0
      ? t(`message.${verb}.hours`, { count: minutes / 60 })
      : t(`message.${verb}.minutes`, { count: minutes });
}
