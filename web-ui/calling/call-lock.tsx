/** Whether a call is encrypted, side by side, in plain words. */
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import type { OwnCall } from "../store/own-calls.ts";
import { t } from "../text/index.ts";

export function CallLock({ own }: { own: OwnCall | undefined }) {
  if (!own?.encryption) return null;
  const Icon = own.encryption === "all" ? IconLock : IconLockOpen;
  return (
    <p className="call-lock secondary">
      <Icon size={14} aria-hidden="true" /> {t(`call.lock.${own.encryption}`)}
    </p>
  );
}
