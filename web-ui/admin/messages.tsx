/** What holds for everybody's messages: how long they may be changed, receipts, files, previews of links. */
import { NativeSelect, Switch, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { MessagingPolicy } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { sizeOf, t } from "../text/index.ts";
import { PushCard } from "./push.tsx";
import { linesOf, Outcome, useSave } from "./save.tsx";

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
      <ReceiptsCard policy={found.data} />
      <FilesCard policy={found.data} />
      <Links policy={found.data} />
      <PushCard />
    </>
  );
}

function usePolicySave() {
  const queries = useQueryClient();
  return useSave(
    useCallback(
      async (json: MessagingPolicy) => {
        queries.setQueryData(policyKey, (await call(api.admin.messaging.policy.$put({ json }))).policy);
      },
      [queries],
    ),
  );
}

const always = "always";
const windows = ["0", "5", "60", "1440", always] as const;

function Changing({ policy }: { policy: MessagingPolicy }) {
  const saving = usePolicySave();
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
      <Outcome {...saving} done={t("policy.saved")} />
    </form>
  );
}

function ReceiptsCard({ policy }: { policy: MessagingPolicy }) {
  const saving = usePolicySave();
  const [receipts, setReceipts] = useState(policy.receipts);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void saving.save.run({ ...policy, receipts });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("policy.receipts")}</h2>
      <Switch
        label={t("policy.receipts.show")}
        description={t("policy.receipts.help")}
        checked={receipts}
        onChange={({ currentTarget }) => setReceipts(currentTarget.checked)}
      />
      <Outcome {...saving} done={t("policy.saved")} />
    </form>
  );
}

const mebibyte = 1024 ** 2;
const sizes = [10, 50, 100, 500, 1024, 5120].map((size) => size * mebibyte);

function FilesCard({ policy }: { policy: MessagingPolicy }) {
  const saving = usePolicySave();
  const { largestFile } = policy;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = Number(new FormData(event.currentTarget).get("largest"));
    void saving.save.run({ ...policy, largestFile: chosen === 0 ? null : chosen });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>{t("policy.files")}</h2>
      <NativeSelect
        name="largest"
        label={t("policy.files.largest")}
        description={t("policy.files.help")}
        defaultValue={String(largestFile ?? 0)}
        data={[
          { value: "0", label: t("policy.files.configured") },
          // Set by another client, as a script may.
          ...[...new Set([...sizes, ...(largestFile === null ? [] : [largestFile])])].map((size) => ({
            value: String(size),
            label: sizeOf(size),
          })),
        ]}
      />
      <Outcome {...saving} done={t("policy.saved")} />
    </form>
  );
}

function Links({ policy }: { policy: MessagingPolicy }) {
  const saving = usePolicySave();
  const [enabled, setEnabled] = useState(policy.linkPreviews.enabled);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const hosts = linesOf(new FormData(event.currentTarget), "hosts");
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
      <Outcome {...saving} done={t("policy.saved")} />
    </form>
  );
}
