/** The person's calls, newest first, on whichever of their phones they were; deleted here, they are gone on all. */
import { Button } from "@mantine/core";
import { IconPhone, IconPhoneIncoming, IconPhoneOutgoing, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { lengthOf, momentOf, t } from "../text/index.ts";
import { useDial } from "./dial-with.ts";

const key = ["calls"];
const pageSize = 50;

function useHistory() {
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = () => void queries.invalidateQueries({ queryKey: key });
    const stops = [session.onEvent("call.ended", refresh), session.onEvent("call.history", refresh)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, queries]);
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam }) => {
      const query = { ...pageParam, limit: String(pageSize) };
      return (await call(api.calling.history.$get({ query }))).records;
    },
    initialPageParam: {},
    getNextPageParam: (page) => {
      const last = page.length < pageSize ? undefined : page.at(-1);
      return last && { before: String(last.startedAt), beforeId: last.callId };
    },
  });
}

export function History() {
  const queries = useQueryClient();
  const history = useHistory();
  const [clearing, setClearing] = useState(false);
  const remove = useAction(
    useCallback(
      async (id: string) => {
        await call(api.calling.history[":call"].$delete({ param: { call: id } }));
        await queries.invalidateQueries({ queryKey: key });
      },
      [queries],
    ),
  );
  const clear = async () => {
    await call(api.calling.history.$delete());
    setClearing(false);
    await queries.invalidateQueries({ queryKey: key });
  };
  const records = history.data?.pages.flat() ?? [];
  return (
    <section className="card">
      <div className="section-head">
        <h2>{t("calls.history")}</h2>
        {records.length > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => setClearing(true)}>
            {t("calls.history.delete.all")}
          </Button>
        )}
      </div>
      <Problem error={history.error ?? remove.error} onRetry={() => void history.refetch()} />
      {history.data && records.length === 0 && (
        <Empty text={t("calls.history.none")} way={{ label: t("calls.history.none.way"), to: "/people" }} />
      )}
      {records.map((record) => (
        <Entry key={record.callId} record={record} onRemove={() => void remove.run(record.callId)} />
      ))}
      {history.hasNextPage && (
        <Button
          variant="subtle"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t("records.more")}
        </Button>
      )}
      {clearing && (
        <Confirm
          title={t("calls.history.delete.title")}
          question={t("calls.history.delete.question")}
          action={clear}
          onClose={() => setClearing(false)}
        />
      )}
    </section>
  );
}

function Entry({ record, onRemove }: { record: CallRecord; onRemove: () => void }) {
  const dial = useDial();
  const incoming = record.direction === "incoming";
  const missed = incoming && record.outcome === "missed";
  const name = record.peerName || record.peerNumber;
  return (
    <div className="line-item">
      <span
        role="img"
        aria-label={t(`calls.history.${record.direction}`)}
        className={missed ? "bad-text" : "quiet-text"}
      >
        {incoming ? <IconPhoneIncoming size={18} /> : <IconPhoneOutgoing size={18} />}
      </span>
      <div className="who">
        <p className={missed ? "bad-text truncate" : "truncate"}>
          <bdi>{name}</bdi>
        </p>
        <p className="secondary number">
          <bdi>{record.peerNumber}</bdi> ·{" "}
          {t(record.outcome === "missed" && !incoming ? "outcome.unanswered" : `outcome.${record.outcome}`)}
          {record.answeredAt !== null && ` · ${lengthOf(record.endedAt - record.answeredAt)}`}
        </p>
      </div>
      <span className="secondary number">{momentOf(record.startedAt)}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={t("people.call", { name })}
        disabled={!dial}
        onClick={() => void dial?.(record.peerNumber, name)}
      >
        <IconPhone size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t("calls.history.delete", { name })}
        onClick={onRemove}
      >
        <IconTrash size={18} />
      </button>
    </div>
  );
}
