/** A call opened: what is to be said of it, its legs, and what was said by SIP. */
import { Button, Modal } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { lengthOf, t } from "../text/index.ts";
import { qualityOf } from "./call-quality.ts";
import { Ladder } from "./ladder.tsx";

export function CallDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const people = useSignal(useSession().people.byId);
  const detail = useQuery({
    queryKey: ["admin", "call", id],
    queryFn: () => call(api.admin.calls.records[":id"].$get({ param: { id } })),
  });
  const { legs = [], messages = [], causes = [] } = detail.data ?? {};
  return (
    <Modal opened onClose={onClose} title={t("records.detail")} size="xl" centered>
      <Problem error={detail.error} onRetry={() => void detail.refetch()} />
      {causes.length > 0 && (
        <ul className="causes">
          {causes.map((cause) => (
            <li key={cause}>{t(`cause.${cause}`)}</li>
          ))}
        </ul>
      )}
      {legs.map((leg) => (
        <div key={leg.id} className="line-item">
          <div className="who">
            <p className="truncate">
              {people.get(leg.personId)?.name ?? ""} · {t(`records.direction.${leg.direction}`)}{" "}
              {leg.peerName}
            </p>
            <p className="secondary number">
              {[
                leg.transport,
                qualityOf(leg),
                leg.answeredAt === null ? "" : lengthOf(leg.endedAt - leg.answeredAt),
              ]
                .filter((part) => part !== "–" && part !== "")
                .join(" · ")}
            </p>
          </div>
          <span className={`tag ${leg.outcome === "answered" ? "good" : "quiet"}`}>
            {t(`outcome.${leg.outcome}`)}
          </span>
        </div>
      ))}
      {detail.data && messages.length === 0 && <p className="secondary">{t("records.ladder.none")}</p>}
      {messages.length > 0 && (
        <>
          <div className="section-head">
            <h3>{t("records.ladder")}</h3>
            <Button
              component="a"
              href={`/app/admin/calls/records/${id}/pcap`}
              download
              variant="default"
              leftSection={<IconDownload size={16} />}
            >
              {t("records.pcap")}
            </Button>
          </div>
          <Ladder messages={messages} />
        </>
      )}
    </Modal>
  );
}
