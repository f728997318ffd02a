/** Calls: a number to dial, what was, and the person's phones. */
import { Button, CopyButton, Modal, TextInput } from "@mantine/core";
import {
  IconDeviceLandlinePhone,
  IconPhone,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import type { CallRecord } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { usePhone } from "../calling/phone-context.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { momentOf, t } from "../text/index.ts";

export function CallsPage() {
  const session = useSession();
  if (!session.me.entitlements.calling)
    return (
      <div className="empty" style={{ gridColumn: "1 / -1" }}>
        <h1>{t("calls.none.title")}</h1>
        <p>{t("calls.none")}</p>
      </div>
    );
  return (
    <div className="page">
      <div className="page-inner">
        <PageTitle>{t("nav.calls")}</PageTitle>
        <DialForm />
        <History />
        <Phones />
      </div>
    </div>
  );
}

function DialForm() {
  const phone = usePhone();
  const [number, setNumber] = useState("");
  const dial = useAction(useCallback(async () => phone?.dial(number.trim()), [phone, number]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() !== "") void dial.run();
  };
  return (
    <form className="dial" onSubmit={submit}>
      <TextInput
        value={number}
        inputMode="tel"
        placeholder={t("calls.dial.placeholder")}
        aria-label={t("calls.dial.placeholder")}
        onChange={({ currentTarget }) => setNumber(currentTarget.value)}
      />
      <Button type="submit" disabled={!phone || number.trim() === ""} leftSection={<IconPhone size={16} />}>
        {t("calls.dial")}
      </Button>
      <Problem error={dial.error} />
    </form>
  );
}

function History() {
  const session = useSession();
  const phone = usePhone();
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
              {record.answeredAt !== null && ` · ${lengthOf(record)}`}
            </p>
          </div>
          <span className="secondary number">{momentOf(record.startedAt)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={t("people.call", { name: record.peerName })}
            disabled={!phone}
            onClick={() => void phone?.dial(record.peerNumber, record.peerName)}
          >
            <IconPhone size={18} />
          </button>
        </div>
      ))}
    </section>
  );
}

function lengthOf({ answeredAt, endedAt }: CallRecord): string {
  const seconds = Math.round((endedAt - (answeredAt ?? endedAt)) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function Phones() {
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const devices = useQuery({
    queryKey: ["devices"],
    queryFn: async () => (await call(api.calling.devices.$get())).devices,
  });
  const remove = useAction(
    useCallback(
      async (id: string) => {
        await call(api.calling.devices[":id"].$delete({ param: { id } }));
        await queries.invalidateQueries({ queryKey: ["devices"] });
      },
      [queries],
    ),
  );
  return (
    <section className="card">
      <h2>{t("calls.phones")}</h2>
      <p className="secondary">{t("calls.phones.lead")}</p>
      <Problem error={devices.error ?? remove.error} />
      {devices.data?.map((device) => (
        <div key={device.id} className="line-item">
          <IconDeviceLandlinePhone size={20} />
          <div className="who">
            <p className="truncate">{device.name}</p>
            <p className="secondary truncate">{device.userAgent || device.username}</p>
          </div>
          <span className={`tag ${device.registered ? "good" : "quiet"}`}>
            {t(device.registered ? "calls.phone.registered" : "calls.phone.absent")}
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label={t("calls.phone.remove", { name: device.name })}
            onClick={() => remove.run(device.id)}
          >
            <IconTrash size={18} />
          </button>
        </div>
      ))}
      <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
        {t("calls.phone.add")}
      </Button>
      {adding && <AddPhone onClose={() => setAdding(false)} />}
    </section>
  );
}

function AddPhone({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [made, setMade] = useState<{ label: string; value: string }[]>();
  const add = useAction(
    useCallback(
      async (name: string) => {
        const { device, password, domain, ports } = await call(api.calling.devices.$post({ json: { name } }));
        setMade([
          { label: t("calls.phone.server"), value: `${domain}:${ports.udp} (TLS ${ports.tls})` },
          { label: t("calls.phone.username"), value: device.username },
          { label: t("calls.phone.password"), value: password },
        ]);
        await queries.invalidateQueries({ queryKey: ["devices"] });
      },
      [queries],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void add.run(String(new FormData(event.currentTarget).get("name")));
  };
  return (
    <Modal opened onClose={onClose} title={t("calls.phone.add")} centered>
      {made ? (
        <div className="form">
          <p>{t("calls.phone.made")}</p>
          {made.map(({ label, value }) => (
            <TextInput key={label} readOnly label={label} value={value} />
          ))}
          <div className="dialog-actions">
            <CopyButton value={made.map(({ label, value }) => `${label}: ${value}`).join("\n")}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {t(copied ? "action.copied" : "action.copy")}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>{t("action.done")}</Button>
          </div>
        </div>
      ) : (
        <form className="form" onSubmit={submit}>
          <TextInput name="name" label={t("calls.phone.name")} required data-autofocus autoComplete="off" />
          <Problem error={add.error} />
          <div className="dialog-actions">
            <Button type="submit" loading={add.running}>
              {t("calls.phone.add")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
