/** Who may see whether a colleague's line is free, and who may answer in their place. */
import { Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { LineRightsPolicy } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";
import { Section } from "../section.tsx";
import { telephonyKey } from "./key.ts";

const rights = ["watching", "answering"] as const;

export function LineRights({ policy }: { policy: LineRightsPolicy }) {
  const queries = useQueryClient();
  const change = useAction(
    useCallback(
      async (json: LineRightsPolicy) => {
        await call(api.admin.calling["line-rights"].$put({ json }));
        await queries.invalidateQueries({ queryKey: telephonyKey });
      },
      [queries],
    ),
  );
  return (
    <Section title={t("telephony.rights")} lead={t("telephony.rights.lead")}>
      <Problem error={change.error} />
      {rights.map((right) => (
        <Switch
          key={right}
          mt="md"
          label={t(`telephony.rights.${right}`)}
          checked={policy[right] === "colleagues"}
          onChange={({ currentTarget }) =>
            void change.run({ ...policy, [right]: currentTarget.checked ? "colleagues" : "allowed" })
          }
        />
      ))}
    </Section>
  );
}
