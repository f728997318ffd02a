/** The person's calls, newest first, on whichever of their phones they were. */
import { IconPhone, IconPhoneIncoming, IconPhoneOutgoing } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { lengthOf, momentOf, t } from "../text/index.ts";
import { useDial } from "./dial-with.ts";

export function History() {
  const session = useSession();
  const dial = useDial();
  const queries = useQueryClient();
  const history = useQuery({
    queryKey: ["calls"],
    queryFn: async () => (await call(api.calling.history.$get({ query: {} }))).records,
  });
  useEffect(
    () => session.onEvent("call.ended", () => void queries.invalidateQueries({ queryKey: ["calls"] })),
    [session, queries],
  );
  return (
    <section className="card">
      <h2>{t("calls.history")}</h2>
      <Problem error={history.error} onRetry={() => void history.refetch()} />
      {history.data?.length === 0 && <p className="secondary">{t("calls.history.none")}</p>}
      {history.data?.map((record) => (
        <div key={record.id} className="line-item">
          <span className={record.outcome === "missed" ? "bad-text" : "quiet-text"}>
            {record.direction === "incoming" ? (
              <IconPhoneIncoming size={18} />
            ) : (
              <IconPhoneOutgoing size={18} />
            )}
          </span>
          <div className="who">
            <p
              className={
                record.outcome === "missed" && record.direction === "incoming"
                  ? "bad-text truncate"
                  : "truncate"
              }
            >
              {record.peerName}
            </p>
            <p className="secondary number">
              {record.peerNumber} · {t(`outcome.${record.outcome}`)}
              {record.answeredAt !== null && ` · ${lengthOf(record.endedAt - record.answeredAt)}`}
            </p>
          </div>
          <span className="secondary number">{momentOf(record.startedAt)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={t("people.call", { name: record.peerName })}
            disabled={!dial}
            onClick={() => void dial?.(record.peerNumber, record.peerName)}
          >
            <IconPhone size={18} />
          </button>
        </div>
      ))}
    </section>
  );
}
