/** Whether browsers are woken through push services, and what leaves the house then. */
import { Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { t } from "../text/index.ts";
import { linesOf, Outcome, useSave } from "./save.tsx";

const pushKey = ["admin", "push"];
const load = () => call(api.admin.messaging.push.$get());
type Policy = Awaited<ReturnType<typeof load>>["policy"];

export function PushCard() {
  const found = useQuery({ queryKey: pushKey, queryFn: load });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  return found.data ? <PushForm policy={found.data.policy} /> : null;
}

function PushForm({ policy }: { policy: Policy }) {
  const queries = useQueryClient();
  const [enabled, setEnabled] = useState(policy.enabled);
  const saving = useSave(
    useCallback(
      async (json: Policy) => {
        queries.setQueryData(pushKey, await call(api.admin.messaging.push.$put({ json })));
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const contact = String(fields.get("contact") ?? "");
    void saving.save.run({ enabled, hosts: linesOf(fields, "hosts"), contact });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("push.title")}</h2>
      <p className="secondary">{t("push.lead")}</p>
      <p className="secondary">{t("push.leaves")}</p>
      <Switch
        label={t("push.enabled")}
        description={t("push.enabled.help")}
        checked={enabled}
        onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
      />
      <TextInput
        name="contact"
        label={t("push.contact")}
        description={t("push.contact.help")}
        defaultValue={policy.contact}
        required
      />
      <Textarea
        name="hosts"
        label={t("push.hosts")}
        description={t("push.hosts.help")}
        defaultValue={policy.hosts.join("\n")}
        autosize
        minRows={2}
      />
      <Outcome {...saving} done={t("policy.saved")} />
    </form>
  );
}
