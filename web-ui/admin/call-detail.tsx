/** A call opened: what is to be said of it, its legs, and what was said by SIP. */
import { Button, Modal, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconDownload, IconLock, IconLockOpen } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { codecName } from "../calling/codec-name.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { lengthOf, numberOf, t } from "../text/index.ts";
import { qualityOf } from "./call-quality.ts";
import { Ladder } from "./ladder.tsx";
import { LegCourse } from "./leg-course.tsx";
import { moneyOf } from "./money.ts";

export function CallDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const people = useSignal(useSession().people.byId);
  const detail = useQuery({
    queryKey: ["admin", "call", id],
    queryFn: () => call(api.admin.calls.records[":id"].$get({ param: { id } })),
    refetchInterval: ({ state }) => (state.data?.legs.length === 0 ? 2000 : false), // it goes on
  });
  const { legs = [], courses = {}, messages = [], causes = [], currency = "EUR" } = detail.data ?? {};
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
      {detail.data && legs.length === 0 && <p className="secondary">{t("records.running")}</p>}
      {legs.map((leg) => (
        <Fragment key={leg.id}>
          <div className="line-item">
            <div className="who">
              <p className="truncate">
                {people.get(leg.personId)?.name ?? ""} · {t(`records.direction.${leg.direction}`)}{" "}
                {leg.peerName}
              </p>
              <p className="secondary number">
                {[
                  leg.transport,
                  qualityOf(leg),
                  leg.direction === "outgoing" && leg.setUp !== null
                    ? t("records.setup", { seconds: (leg.setUp / 1000).toFixed(1) })
                    : "",
                  leg.answeredAt === null ? "" : lengthOf(leg.endedAt - leg.answeredAt),
                  leg.conference === null ? "" : t("records.conference"),
                  leg.cost === null ? "" : t("spending.cost", { money: moneyOf(leg.cost, currency, 4) }),
                ]
                  .filter((part) => part !== "–" && part !== "")
                  .join(" · ")}
              </p>
              {leg.reported && <p className="secondary number">{reportOf(leg.reported)}</p>}
            </div>
            {leg.answeredAt !== null && <LegLock leg={leg} />}
            <span className={`tag ${leg.outcome === "answered" ? "good" : "quiet"}`}>
              {t(`outcome.${leg.outcome}`)}
            </span>
          </div>
          {courses[leg.id] && <LegCourse course={courses[leg.id] ?? []} />}
          {leg.direction === "outgoing" && (
            <Conversion legs={legs.filter(({ callId }) => callId === leg.callId)} />
          )}
        </Fragment>
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

/** That the house had to convert the sound of a call, where its two sides had no codec in common. */
function Conversion({ legs }: { legs: readonly CallRecord[] }) {
  const spoken = legs.flatMap(({ answeredAt, codec }) =>
    answeredAt === null || codec === "" ? [] : codecName(codec),
  );
  const [own, other] = new Set(spoken);
  if (own === undefined || other === undefined) return null;
  return (
    <p className="warn-text">
      <IconAlertTriangle size={16} aria-hidden="true" /> {t("records.converted", { own, other })}
    </p>
  );
}

/** How the telephone of a leg said that it heard the other side. */
function reportOf(reported: NonNullable<CallRecord["reported"]>): string {
  const known = (value: number | null) => (value === null ? "–" : numberOf(value));
  const share = (value: number | null) =>
    value === null ? "–" : numberOf(value, { style: "percent", maximumFractionDigits: 1 });
  return t("records.reported", {
    listening: known(reported.listening),
    conversational: known(reported.conversational),
    lost: share(reported.lost),
    discarded: share(reported.discarded),
    burst: known(reported.burstDuration),
    burstLoss: share(reported.burstDensity),
    gap: known(reported.gapDuration),
    gapLoss: share(reported.gapDensity),
    roundTrip: known(reported.roundTrip),
    endSystem: known(reported.endSystem),
  });
}

/** Whether this leg was encrypted: its sound, and the signalling that carries the keys of SDES. */
function LegLock({ leg }: { leg: CallRecord }) {
  const { transport } = leg;
  const encrypted = leg.encryption !== "none";
  const secret = encrypted && (transport === "TLS" || transport === "WSS");
  const media = t(`encryption.${leg.encryption as "none" | "sdes" | "dtls"}`);
  const words = secret ? "records.lock.closed" : encrypted ? "records.lock.keys" : "records.lock.open";
  const label = t(words, { media, transport });
  return (
    <Tooltip label={label}>
      <span className={secret ? "good-text" : "quiet-text"} role="img" aria-label={label}>
        {secret ? <IconLock size={18} /> : <IconLockOpen size={18} />}
      </span>
    </Tooltip>
  );
}
