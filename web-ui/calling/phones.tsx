/** The person's own telephones. */
import { Button, CopyButton, Modal, TextInput } from "@mantine/core";
import { IconDeviceLandlinePhone, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

export const useDevices = () =>
  useQuery({
    queryKey: ["devices"],
    queryFn: async () => (await call(api.calling.devices.$get())).devices,
  });

export function Phones() {
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const devices = useDevices();
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
