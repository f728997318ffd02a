/** Calls now, with the way to end one, and the last hundred with their quality. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { momentOf, t } from "../text/index.ts";

export function CallsPage() {
  const queries = useQueryClient();
  const calls = useQuery({
    queryKey: ["admin", "calls"],
    queryFn: () => call(api.admin.calls.$get()),
    refetchInterval: 2000,
  });
  const end = useAction(
    useCallback(
      async (id: string) => {
        await call(api.admin.calls[":id"].$delete({ param: { id } }));
        await queries.invalidateQueries({ queryKey: ["admin", "calls"] });
      },
      [queries],
    ),
  );
  if (calls.error) return <Problem error={calls.error} onRetry={() => void calls.refetch()} />;
  if (!calls.data) return null;
  const { live, recent } = calls.data;
  return (
    <>
      <section className="card">
        <h2>{t("admin.calls.live")}</h2>
        <Problem error={end.error} />
        {live.length === 0 && <p className="secondary">{t("admin.calls.none")}</p>}
        {live.map(({ id, caller, callee, state, startedAt }) => (
          <div key={id} className="line-item">
            <div className="who">
              <p className="truncate">
                {caller.name} → {callee.name}
              </p>
              <p className="secondary number">
                {caller.number} → {callee.number} · {momentOf(startedAt)}
              </p>
            </div>
            <span className="tag good">{t(`callstate.${state}`)}</span>
            <Button variant="default" size="compact-md" onClick={() => end.run(id)}>
              {t("call.end")}
            </Button>
          </div>
        ))}
      </section>
      <h2 className="table-title">{t("admin.calls.recent")}</h2>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th>{t("admin.calls.to")}</th>
              <th>{t("admin.calls.outcome")}</th>
              <th>{t("admin.calls.quality")}</th>
              <th>{t("admin.calls.encryption")}</th>
              <th>{t("admin.calls.when")}</th>
            </tr>
          </thead>
          <tbody>
            {recent.map((record) => (
              <tr key={record.id}>
                <td>
                  {record.peerName || record.peerNumber}
                  <p className="secondary number">{record.peerNumber}</p>
                </td>
                <td>{t(`outcome.${record.outcome}`)}</td>
                <td className="number">{qualityOf(record)}</td>
                <td>{t(`encryption.${record.encryption as "none" | "sdes" | "dtls"}`)}</td>
                <td className="number">{momentOf(record.startedAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function qualityOf({ packetsReceived, packetsLost, jitter, codec, outcome }: CallRecord): string {
  if (outcome !== "answered") return "–";
  const loss = packetsReceived > 0 ? (packetsLost * 100) / (packetsReceived + packetsLost) : 0;
  return t("admin.calls.quality.value", { codec, loss: loss.toFixed(1), jitter });
}
