/** Whether one's own messages carry previews of their links; shown where the administrator allows them. */
import { Switch } from "@mantine/core";
import { useCallback } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function LinkSettings() {
  const { marks, policy } = useSession();
  const preferences = useSignal(marks.preferences);
  const allowed = useSignal(policy.value).linkPreviews;
  const change = useAction(
    useCallback((linkPreviews: boolean) => marks.changePreferences({ linkPreviews }), [marks]),
  );
  if (!allowed || !preferences) return null;
  return (
    <section className="card stack">
      <h2>{t("link.settings")}</h2>
      <Problem error={change.error} />
      <Switch
        label={t("link.own")}
        description={t("link.own.help")}
        checked={preferences.linkPreviews}
        onChange={({ currentTarget }) => change.run(currentTarget.checked)}
      />
    </section>
  );
}
