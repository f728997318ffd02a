/** Calls now, with the way to end one, and those that were. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMayChange } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { momentOf, seriesOf, t } from "../text/index.ts";
import { CallDetail } from "./call-detail.tsx";
import { CallRecords } from "./call-records.tsx";
import { Captures } from "./captures.tsx";
import { moneyOf } from "./money.ts";
import { QualityReport } from "./quality-report.tsx";

export function CallsPage() {
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const [open, setOpen] = useState<string>();
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
  const { live, currency } = calls.data;
  return (
    <>
      <section className="card">
        <h2>{t("admin.calls.live")}</h2>
        <Problem error={end.error} />
        {live.length === 0 && (
          <Empty text={t("admin.calls.none")} way={{ label: t("admin.calls.none.way"), tab: "recent" }} />
        )}
        {live.map(({ id, caller, callee, state, startedAt, cost, legs }) => (
          <div key={id} className="line-item">
            <div className="who">
              <button type="button" className="link-button truncate" onClick={() => setOpen(id)}>
                {caller.name} → {callee.name}
              </button>
              <p className="secondary number">
                {caller.number} → {callee.number} · {momentOf(startedAt)}
                {cost !== null && ` · ${t("spending.cost", { money: moneyOf(cost, currency) })}`}
              </p>
              {legs.length > 0 && (
                <p className="secondary">
                  {seriesOf(
                    legs.map(({ name, number, transport, holds }) =>
                      t(holds ? "calls.leg.holds" : "calls.leg", { name: name || number, transport }),
                    ),
                  )}
                </p>
              )}
            </div>
            <span className="tag good">{t(`callstate.${state}`)}</span>
            {mayChange && (
              <Button variant="default" size="compact-md" onClick={() => end.run(id)}>
                {t("call.end")}
              </Button>
            )}
          </div>
        ))}
      </section>
      <QualityReport />
      <CallRecords />
      <Captures />
      {open && <CallDetail id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
