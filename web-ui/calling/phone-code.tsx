/** A code for a new telephone: made, shown to be scanned or typed in, and watched until a telephone has come with it. */
import "../text/calls.ts";
import "../text/phones.ts";
import { Button, Modal, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type FormEvent, useCallback, useEffect, useMemo, useState } from "react";
import { encode } from "uqr";
import { api, call } from "../api/client.ts";
import { Copy } from "../parts/copy.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { stampOf, t } from "../text/index.ts";

interface Issued {
  id: string;
  url: string;
  expiresAt: number;
}

const issue = (name: string): Promise<Issued> => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return call(api.phones.codes.$post({ json: { name, timeZone } }));
};

/** @param nameOf what a telephone that was set up is called, once the list of them has it */
export function PhoneCode(props: { nameOf: (device: string) => string | undefined; onClose: () => void }) {
  const { nameOf, onClose } = props;
  const session = useSession();
  const [issued, setIssued] = useState<Issued>();
  const [device, setDevice] = useState<string>();
  const get = useAction(useCallback(async (name: string) => setIssued(await issue(name)), []));
  const id = issued?.id;
  useEffect(
    () =>
      session.onEvent("phones.changed", ({ payload }) => {
        const used = payload as { code?: string; device?: string };
        if (id && used.code === id) setDevice(used.device);
      }),
    [session, id],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void get.run(String(new FormData(event.currentTarget).get("name")).trim());
  };
  const name = device && nameOf(device);
  return (
    <Modal opened onClose={onClose} title={t("phones.setup.title")} centered>
      {issued ? (
        <div className="form">
          {!name && <IssuedCode url={issued.url} />}
          <div role="status">
            {name ? (
              <p className="phone-ready">
                <IconCheck size={24} /> {t("phones.setup.done", { name })}
              </p>
            ) : (
              <p className="secondary">{t("phones.setup.waits", { when: stampOf(issued.expiresAt) })}</p>
            )}
          </div>
          <div className="dialog-actions">
            <Button onClick={onClose}>{t("action.done")}</Button>
          </div>
        </div>
      ) : (
        <form className="form" onSubmit={submit}>
          <p className="secondary">{t("phones.setup.lead")}</p>
          <TextInput
            name="name"
            label={t("calls.phone.name")}
            description={t("phones.setup.name.help")}
            maxLength={60}
            data-autofocus
            autoComplete="off"
          />
          <Problem error={get.error} />
          <div className="dialog-actions">
            <Button type="submit" loading={get.running}>
              {t("phones.setup.get")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

function IssuedCode({ url }: { url: string }) {
  return (
    <>
      <p className="secondary">{t("phones.setup.linphone")}</p>
      <QrCode text={url} />
      <p className="secondary">{t("phones.setup.cisco")}</p>
      <div className="phone-address">
        <bdi>{url}</bdi>
        <Copy text={url} variant="subtle" size="compact-sm" />
      </div>
    </>
  );
}

/** Black on white in both themes: that is what is scanned. */
function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { size, data } = encode(text, { ecc: "M", border: 4 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
    return { size, path: squares.join("") };
  }, [text]);
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={t("phones.setup.qr")}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
