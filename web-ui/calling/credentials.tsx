/** What a telephone is set up with, and where it finds its phone book. */
import "../text/calls.ts";
import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import type { Credentials } from "../../appliance/devices/index.ts";
import { api, call } from "../api/client.ts";
import { Copy } from "../parts/copy.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

export interface NewPhone {
  name: string;
  /** It may speak unencrypted. */
  plain: boolean;
}

/** Asks for a name, and shows once what the telephone signs in with. */
export function AddPhone(props: { add: (phone: NewPhone) => Promise<Credentials>; onClose: () => void }) {
  const { add: make } = props;
  const [made, setMade] = useState<Credentials>();
  const add = useAction(useCallback(async (phone: NewPhone) => setMade(await make(phone)), [make]));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void add.run({ name: String(fields.get("name")), plain: fields.has("plain") });
  };
  return (
    <Modal opened onClose={props.onClose} title={t("calls.phone.add")} centered>
      {made ? (
        <ShownCredentials made={made} onClose={props.onClose} />
      ) : (
        <form className="form" onSubmit={submit}>
          <TextInput name="name" label={t("calls.phone.name")} required data-autofocus autoComplete="off" />
          <Checkbox name="plain" label={t("calls.phone.plain")} description={t("calls.phone.plain.help")} />
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

function ShownCredentials({ made, onClose }: { made: Credentials; onClose: () => void }) {
  const { device, password, domain, ports } = made;
  const fields = [
    { label: t("calls.phone.server"), value: `${domain}:${ports.tls}` },
    { label: t("calls.phone.transport"), value: t("calls.phone.transport.tls") },
    ...(device.plain
      ? [
          {
            label: t("calls.phone.server.plain"),
            value: `${domain}:${ports.udp} (UDP), ${domain}:${ports.tcp} (TCP)`,
          },
        ]
      : []),
    { label: t("calls.phone.username"), value: device.username },
    { label: t("calls.phone.password"), value: password },
  ];
  return (
    <div className="form">
      <p>{t("calls.phone.made")}</p>
      {fields.map(({ label, value }) => (
        <TextInput key={label} readOnly label={label} value={value} />
      ))}
      <div className="dialog-actions">
        <Copy text={fields.map(({ label, value }) => `${label}: ${value}`).join("\n")} variant="default" />
        <Button onClick={onClose}>{t("action.done")}</Button>
      </div>
    </div>
  );
}

const makes = ["cisco", "yealink", "poly"] as const;

/** The addresses of a telephone's phone book, and how it signs in to the directory. */
export function PhoneBookDialog(props: {
  name: string;
  username: string;
  bookKey: string;
  onClose: () => void;
}) {
  const { name, username, bookKey, onClose } = props;
  const ldap = useQuery({ queryKey: ["phonebook"], queryFn: () => call(api.phonebook.$get()) });
  return (
    <Modal opened onClose={onClose} title={t("phonebook.title", { name })} size="lg" centered>
      <div className="form">
        <p className="secondary">{t("phonebook.help")}</p>
        {makes.map((make) => (
          <ToCopy
            key={make}
            label={t(`phonebook.${make}`)}
            value={`${location.origin}/phones/${bookKey}/${make}`}
          />
        ))}
        <Problem error={ldap.error} onRetry={() => void ldap.refetch()} />
        {ldap.data?.address && (
          <>
            <p className="secondary">{t("phonebook.ldap.help")}</p>
            <ToCopy label={t("phonebook.ldap")} value={ldap.data.address} />
            <ToCopy label={t("phonebook.ldap.base")} value={ldap.data.base} />
            <ToCopy label={t("phonebook.ldap.user")} value={username} />
          </>
        )}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t("action.done")}</Button>
        </div>
      </div>
    </Modal>
  );
}

function ToCopy({ label, value }: { label: string; value: string }) {
  return (
    <TextInput
      readOnly
      label={label}
      value={value}
      rightSectionWidth={80}
      rightSection={<Copy text={value} variant="subtle" size="compact-sm" />}
    />
  );
}
