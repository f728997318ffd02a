/** Shared lines: what happens on each, and what the person can do about it. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LineCall, LineView } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { CallClock } from "./call-control.tsx";
import { useDial } from "./dial-with.ts";

const queryKey = ["lines"];

export function useLines(): readonly LineView[] {
  const session = useSession();
  const queries = useQueryClient();
  const lines = useQuery({ queryKey, queryFn: async () => (await call(api.calling.lines.$get())).lines });
  useEffect(() => {
    const stops = [
      session.onSignal("lines", async (data) => {
        await queries.cancelQueries({ queryKey }); // an older answer that is still on its way
        queries.setQueryData(queryKey, (data as { lines: LineView[] }).lines);
      }),
      session.onEvent("calling.changed", () => void queries.invalidateQueries({ queryKey })),
      // What was told while the connection was away is asked for.
      session.stream.onConnect(() => void queries.invalidateQueries({ queryKey })),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, queries]);
  return lines.data ?? [];
}

export function SharedLines() {
  const lines = useLines();
  if (lines.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("lines.title")}</h2>
      {lines.map((line) => (
        <div key={line.id} className="line-item">
          <div className="who">
            <p className="truncate">
              {line.name} <span className="secondary number">{line.number}</span>
            </p>
            {line.calls.map((one) => (
              <LineCallRow key={one.id} line={line} one={one} />
            ))}
          </div>
          {line.calls.length === 0 && <span className="tag good">{t("lines.free")}</span>}
        </div>
      ))}
    </section>
  );
}

function LineCallRow({ line, one }: { line: LineView; one: LineCall }) {
  const { person } = useSession().me;
  const dial = useDial();
  const own = one.by?.personId === person.id;
  const close = useAction(async () => {
    await call(
      api.calling.lines.calls[":id"].private.$put({
        param: { id: one.id },
        json: { private: !one.private },
      }),
    );
  });
  const peer = one.peer.name || t("lines.private");
  const what = one.by ? t("lines.call", { name: one.by.name, peer }) : t("lines.rings", { peer });
  return (
    <div className="line-call">
      <p className="secondary">
        <span className={`tag ${one.state === "active" ? "good" : ""}`}>{t(`lines.state.${one.state}`)}</span>{" "}
        {what} · <CallClock since={one.since} />
      </p>
      <div className="dialog-actions">
        {own && (
          <Button
            variant="default"
            size="compact-md"
            aria-pressed={one.private}
            onClick={() => void close.run()}
          >
            {t(one.private ? "lines.open" : "lines.close")}
          </Button>
        )}
        {!own && !one.private && (
          <Button
            variant="default"
            size="compact-md"
            disabled={!dial}
            onClick={() => void dial?.(`*5${line.number}`, line.name)}
          >
            {t(`lines.take.${one.state}`)}
          </Button>
        )}
      </div>
      <Problem error={close.error} />
    </div>
  );
}
