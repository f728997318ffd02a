/** Calls that were: found by person, number, outcome and quality; each opens with its legs. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useState } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { saveTable } from "../parts/csv.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { usePeople, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { numberOf, stampOf, t } from "../text/index.ts";
import { CallDetail } from "./call-detail.tsx";
import { qualityOf } from "./call-quality.ts";
import {
  everyPage,
  mostInFile,
  pageAfter,
  pageOf,
  pageSize,
  type RecordSearch,
  rowsOf,
} from "./record-pages.ts";

const outcomes = ["answered", "missed", "busy", "declined", "failed"] as const;
/** The beginning of a day that was chosen, in milliseconds since the epoch; undefined where none was. */
const startOf = (day: string, later = 0): string | undefined => {
  if (day === "") return undefined;
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + later);
  return String(date.getTime());
};

export function CallRecords() {
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>();
  const [poor, setPoor] = useState(false);
  const [open, setOpen] = useState<CallRecord>();
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const { people } = useSession();
  const [from, to] = [startOf(first), startOf(last, 1)];
  const search: RecordSearch = {
    text: useDeferredValue(text),
    poor: String(poor),
    ...(outcome && { outcome }),
    ...(from && { from }),
    ...(to && { to }),
  };
  const narrowed = text !== "" || poor || outcome !== undefined || first !== "" || last !== "";
  const clear = () => {
    for (const empty of [setText, setFirst, setLast]) empty("");
    setOutcome(undefined);
    setPoor(false);
  };
  const records = useInfiniteQuery({
    queryKey: ["admin", "records", search],
    queryFn: ({ pageParam }) => pageOf(search, pageSize, pageParam),
    initialPageParam: {},
    getNextPageParam: (page) => pageAfter(page, pageSize),
    placeholderData: keepPreviousData,
  });
  const found = records.data?.pages.flat() ?? [];
  const [cut, setCut] = useState(false);
  const save = useAction(
    useCallback(
      async (wanted: RecordSearch) => {
        const all = await everyPage(wanted);
        await people.know([...new Set(all.map(({ personId }) => personId))]);
        setCut(all.length >= mostInFile);
        saveTable(rowsOf(all, people), "calls.csv");
      },
      [people],
    ),
  );
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
        <TextInput
          type="date"
          aria-label={t("records.first")}
          title={t("records.first")}
          value={first}
          max={last}
          onChange={({ currentTarget }) => setFirst(currentTarget.value)}
        />
        <TextInput
          type="date"
          aria-label={t("records.last")}
          title={t("records.last")}
          value={last}
          min={first}
          onChange={({ currentTarget }) => setLast(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={found.length === 0}
          loading={save.running}
          onClick={() => void save.run(search)}
        >
          {t("records.export")}
        </Button>
      </div>
      {cut && <p role="status">{t("records.cut", { count: numberOf(mostInFile) })}</p>}
      <Problem error={records.error} onRetry={() => void records.refetch()} />
      <Problem error={save.error} />
      {records.data && found.length === 0 && (
        <Empty
          text={t(narrowed ? "records.none" : "records.none.yet")}
          way={
            narrowed
              ? { label: t("filter.clear"), onPress: clear }
              : { label: t("admin.calls.none.way"), tab: "recent" }
          }
        />
      )}
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
  const people = usePeople();
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
            const own = people.nameOf(record.personId);
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
                <td className="number">{stampOf(record.startedAt)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
