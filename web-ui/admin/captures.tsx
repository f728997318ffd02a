/** Captures: whatever is said by SIP about a number or a name, for a while. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useRef, useState } from "react";
import type { Capture } from "../../appliance/sip/index.ts";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useMayChange } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { sizeOf, t, timeOf } from "../text/index.ts";
import { Ladder } from "./ladder.tsx";

const queryKey = ["admin", "captures"];
const minutes = [1, 5, 15, 60];

export function Captures() {
  const queries = useQueryClient();
  const mayChange = useMayChange();
  const [open, setOpen] = useState<Capture>();
  const about = useRef<HTMLInputElement>(null);
  const captures = useQuery({
    queryKey,
    queryFn: () => call(api.admin.calls.captures.$get()),
    refetchInterval: 2000,
  });
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey }), [queries]);
  const start = useAction(
    useCallback(
      async (about: string, seconds: number) => {
        await call(api.admin.calls.captures.$post({ json: { about, seconds } }));
        await refresh();
      },
      [refresh],
    ),
  );
  const forget = useAction(
    useCallback(
      async (id: string) => {
        await call(api.admin.calls.captures[":id"].$delete({ param: { id } }));
        await refresh();
      },
      [refresh],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void start.run(String(fields.get("about")), Number(fields.get("minutes")) * 60);
    event.currentTarget.reset();
  };
  return (
    <section className="card">
      <h2>{t("captures.title")}</h2>
      <p className="secondary">{t("captures.lead")}</p>
      {captures.data && (
        <p className="secondary">
          {t("captures.limits", {
            count: captures.data.limits.count,
            size: sizeOf(captures.data.limits.bytes),
          })}
        </p>
      )}
      {mayChange && (
        <form className="table-tools" onSubmit={submit}>
          <TextInput
            ref={about}
            name="about"
            required
            minLength={2}
            placeholder={t("captures.about")}
            aria-label={t("captures.about")}
          />
          <NativeSelect
            name="minutes"
            aria-label={t("captures.minutes")}
            defaultValue="5"
            data={minutes.map((count) => ({ value: `${count}`, label: t("captures.for", { count }) }))}
          />
          <Button type="submit" variant="default" loading={start.running}>
            {t("captures.start")}
          </Button>
        </form>
      )}
      <Problem error={captures.error ?? start.error ?? forget.error} />
      {captures.data?.captures.length === 0 && (
        <Empty
          text={t("captures.none")}
          way={
            mayChange ? { label: t("captures.none.way"), onPress: () => about.current?.focus() } : undefined
          }
        />
      )}
      {captures.data?.captures.map((capture) => (
        <div key={capture.id} className="line-item">
          <div className="who">
            <button type="button" className="link-button" onClick={() => setOpen(capture)}>
              {capture.about}
            </button>
            <p className="secondary number">
              {[
                timeOf(capture.startedAt),
                ...(capture.running ? [t("captures.until", { time: timeOf(capture.until) })] : []),
                t("captures.messages", { count: capture.messages }),
                ...(capture.full
                  ? [t("captures.full.why", { size: sizeOf(captures.data.limits.bytes) })]
                  : []),
              ].join(" · ")}
            </p>
          </div>
          <span className={`tag ${capture.running ? "good" : "quiet"}`}>
            {t(capture.running ? "captures.running" : capture.full ? "captures.full" : "captures.ended")}
          </span>
          <a
            className="icon-button"
            href={`/app/admin/calls/captures/${capture.id}/pcap`}
            download
            aria-label={t("records.pcap")}
          >
            <IconDownload size={18} />
          </a>
          {mayChange && (
            <button
              type="button"
              className="icon-button"
              aria-label={t("captures.forget", { name: capture.about })}
              onClick={() => void forget.run(capture.id)}
            >
              <IconTrash size={18} />
            </button>
          )}
        </div>
      ))}
      {open && <Captured capture={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

function Captured({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const captured = useQuery({
    queryKey: [...queryKey, capture.id],
    queryFn: async () =>
      (await call(api.admin.calls.captures[":id"].$get({ param: { id: capture.id } }))).messages,
  });
  return (
    <Modal opened onClose={onClose} title={capture.about} size="xl" centered>
      <Problem error={captured.error} onRetry={() => void captured.refetch()} />
      {captured.data?.length === 0 && <p className="secondary">{t("captures.empty")}</p>}
      <Ladder messages={captured.data ?? []} />
    </Modal>
  );
}
