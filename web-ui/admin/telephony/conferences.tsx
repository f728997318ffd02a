/** What becomes of calls that somebody put together when they leave. */
import { Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ConferencePolicy } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";
import { Section } from "../section.tsx";
import { telephonyKey } from "./key.ts";

export function Conferences({ policy }: { policy: ConferencePolicy }) {
  const queries = useQueryClient();
  const change = useAction(
    useCallback(
      async (json: ConferencePolicy) => {
        await call(api.admin.calling.conferences.$put({ json }));
        await queries.invalidateQueries({ queryKey: telephonyKey });
      },
      [queries],
    ),
  );
  return (
    <Section title={t("telephony.conferences")} lead={t("telephony.conferences.lead")}>
      <Problem error={change.error} />
      <Switch
        mt="md"
        label={t("telephony.conferences.stay")}
        checked={policy.hostLeaves === "others-stay"}
        onChange={({ currentTarget }) =>
          void change.run({ hostLeaves: currentTarget.checked ? "others-stay" : "all-end" })
        }
      />
    </Section>
  );
}
