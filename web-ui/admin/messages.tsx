/** What holds for everybody's messages: how long they may be changed, and previews of links. */
import { Button, NativeSelect, Switch, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { MessagingPolicy } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { PushCard } from "./push.tsx";

const policyKey = ["admin", "messages"];

export function MessagesPage() {
  const found = useQuery({
    queryKey: policyKey,
    queryFn: async () => (await call(api.admin.messaging.policy.$get())).policy,
  });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  return (
    <>
      <Changing policy={found.data} />
      <Links policy={found.data} />
      <PushCard />
    </>
  );
}

function useSave() {
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const save = useAction(
    useCallback(
      async (json: MessagingPolicy) => {
        setSaved(false);
        queries.setQueryData(policyKey, (await call(api.admin.messaging.policy.$put({ json }))).policy);
        setSaved(true);
      },
      [queries],
    ),
  );
  return { save, saved };
}

function Outcome({ save, saved }: ReturnType<typeof useSave>) {
  return (
    <>
      <Problem error={save.error} />
      {saved && <p role="status">{t("policy.saved")}</p>}
      <div>
        <Button type="submit" loading={save.running}>
          {t("action.save")}
        </Button>
      </div>
    </>
  );
}

const always = "always";
const windows = ["0", "5", "60", "1440", always] as const;

function Changing({ policy }: { policy: MessagingPolicy }) {
  const saving = useSave();
  const [deleteLater, setDeleteLater] = useState(policy.deleteLater);
  const minutes = policy.editMinutes === null ? always : String(policy.editMinutes);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get("minutes"));
    const editMinutes = chosen === always ? null : Number(chosen);
    void saving.save.run({ ...policy, editMinutes, deleteLater });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("policy.changing")}</h2>
      <NativeSelect
        name="minutes"
        label={t("policy.edit")}
        description={t("policy.edit.help")}
        defaultValue={minutes}
        data={[
          ...windows.map((value) => ({ value, label: t(`policy.edit.${value}`) })),
          // Set by another client, as a script may.
          ...(windows.some((value) => value === minutes)
            ? []
            : [{ value: minutes, label: t("policy.edit.minutes", { count: Number(minutes) }) }]),
        ]}
      />
      <Switch
        label={t("policy.delete")}
        description={t("policy.delete.help")}
        checked={deleteLater}
        onChange={({ currentTarget }) => setDeleteLater(currentTarget.checked)}
      />
      <Outcome {...saving} />
    </form>
  );
}

function Links({ policy }: { policy: MessagingPolicy }) {
  const saving = useSave();
  const [enabled, setEnabled] = useState(policy.linkPreviews.enabled);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const hosts = String(new FormData(event.currentTarget).get("hosts") ?? "")
      .split(/[\s,;]+/)
      .filter((host) => host !== "");
    void saving.save.run({ ...policy, linkPreviews: { enabled, hosts } });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("policy.links")}</h2>
      <p className="secondary">{t("policy.links.lead")}</p>
      <Switch
        label={t("policy.links.enabled")}
        checked={enabled}
        onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
      />
      <Textarea
        name="hosts"
        label={t("policy.links.hosts")}
        description={t("policy.links.hosts.help")}
        defaultValue={policy.linkPreviews.hosts.join("\n")}
        autosize
        minRows={2}
      />
      <Outcome {...saving} />
    </form>
  );
}
