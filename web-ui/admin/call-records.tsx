/** Calls that were: found by person, number, outcome and quality; each opens with its legs. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { saveTable } from "../parts/csv.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { momentOf, t } from "../text/index.ts";
import { CallDetail } from "./call-detail.tsx";
import { qualityOf } from "./call-quality.ts";

const outcomes = ["answered", "missed", "busy", "declined", "failed"] as const;
const pageSize = 100;

export function CallRecords() {
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>();
  const [poor, setPoor] = useState(false);
  const [open, setOpen] = useState<CallRecord>();
  const wanted = useDeferredValue(text);
  const records = useInfiniteQuery({
    queryKey: ["admin", "records", wanted, outcome, poor],
    queryFn: async ({ pageParam }) => {
      const query = {
        text: wanted,
        poor: String(poor),
        limit: String(pageSize),
        ...(outcome && { outcome }),
        ...pageParam,
      };
      return (await call(api.admin.calls.records.$get({ query }))).records;
    },
    initialPageParam: {},
    getNextPageParam: (page) => {
      const last = page.length < pageSize ? undefined : page.at(-1);
      return last && { before: String(last.startedAt), beforeId: last.id };
    },
    placeholderData: keepPreviousData,
  });
  const found = records.data?.pages.flat() ?? [];
  return (
    <>
      <h2 className="table-title">{t("admin.calls.recent")}</h2>
      <div className="table-tools">
        <TextInput
          value={text}
          placeholder={t("records.search")}
          aria-label={t("records.search")}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <NativeSelect
          aria-label={t("records.outcome")}
          value={outcome ?? ""}
          data={[
            { value: "", label: t("records.outcome.any") },
            ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
          ]}
          onChange={({ currentTarget }) =>
            setOutcome(outcomes.find((known) => known === currentTarget.value))
          }
        />
        <Checkbox
          label={t("records.poor")}
          checked={poor}
          onChange={({ currentTarget }) => setPoor(currentTarget.checked)}
        />
        <Button variant="default" disabled={found.length === 0} onClick={() => saveTable(found, "calls.csv")}>
          {t("records.export")}
        </Button>
      </div>
      <Problem error={records.error} onRetry={() => void records.refetch()} />
      {records.data && found.length === 0 && <p className="secondary">{t("records.none")}</p>}
      {found.length > 0 && <Table records={found} onOpen={setOpen} />}
      {records.hasNextPage && (
        <Button variant="subtle" loading={records.isFetching} onClick={() => void records.fetchNextPage()}>
          {t("records.more")}
        </Button>
      )}
      {open && <CallDetail id={open.callId} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Table({
  records,
  onOpen,
}: {
  records: readonly CallRecord[];
  onOpen: (record: CallRecord) => void;
}) {
  const people = useSignal(useSession().people.byId);
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>{t("records.from")}</th>
            <th>{t("admin.calls.to")}</th>
            <th>{t("admin.calls.outcome")}</th>
            <th>{t("admin.calls.quality")}</th>
            <th>{t("admin.calls.encryption")}</th>
            <th>{t("admin.calls.when")}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => {
            const own = people.get(record.personId)?.name ?? "";
            const [from, to] =
              record.direction === "outgoing" ? [own, record.peerName] : [record.peerName, own];
            return (
              <tr key={record.id}>
                <td>{from || record.peerNumber}</td>
                <td>
                  <button type="button" className="link-button" onClick={() => onOpen(record)}>
                    {to || record.peerNumber}
                  </button>
                  <p className="secondary number">{record.peerNumber}</p>
                </td>
                <td>{t(`outcome.${record.outcome}`)}</td>
                <td className="number">{qualityOf(record)}</td>
                <td>{t(`encryption.${record.encryption as "none" | "sdes" | "dtls"}`)}</td>
                <td className="number">{momentOf(record.startedAt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
