/** The server that takes the house's e-mails, named or changed. */
import { NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { MailServerView } from "../../appliance/platform/index.ts";
import { api, call } from "../api/client.ts";
import { t } from "../text/index.ts";
import { Editor, textOf } from "./editor.tsx";
import { mailKey } from "./mail-key.ts";

const securities = ["starttls", "tls", "none"] as const;

export function MailServerEditor({ server, onClose }: { server: MailServerView; onClose: () => void }) {
  const save = (fields: FormData) => {
    const user = textOf(fields, "user") ?? "";
    const json = {
      host: textOf(fields, "host") ?? "",
      port: Number(fields.get("port")),
      security: securities.find((known) => known === fields.get("security")) ?? "starttls",
      user,
      password: user === "" ? "" : String(fields.get("password")) || null,
      from: textOf(fields, "from") ?? "",
      authority: textOf(fields, "authority"),
    };
    return call(api.admin.mail.server.$put({ json }));
  };
  return (
    <Editor
      title={t("mail.server")}
      onClose={onClose}
      refreshes={mailKey}
      save={save}
      remove={server.chosen ? () => call(api.admin.mail.server.$delete()) : undefined}
    >
      <div className="fields">
        <TextInput
          name="host"
          label={t("telephony.trunk.host")}
          placeholder="smtp.example.org"
          defaultValue={server.host}
          required
          data-autofocus
        />
        <NumberInput
          name="port"
          label={t("telephony.trunk.port")}
          description={t("mail.port.lead")}
          min={0}
          max={65535}
          defaultValue={server.port}
        />
      </div>
      <NativeSelect
        name="security"
        label={t("mail.security")}
        defaultValue={server.security}
        data={securities.map((value) => ({ value, label: t(`mail.security.${value}`) }))}
      />
      <TextInput
        name="from"
        type="email"
        label={t("mail.from")}
        description={t("mail.from.lead")}
        placeholder="hearth@example.org"
        defaultValue={server.from}
        required
      />
      <div className="fields">
        <TextInput
          name="user"
          label={t("telephony.trunk.username")}
          autoComplete="off"
          defaultValue={server.user}
        />
        <PasswordInput
          name="password"
          label={t("telephony.trunk.password")}
          autoComplete="new-password"
          placeholder={server.hasPassword ? t("telephony.trunk.password.kept") : ""}
        />
      </div>
      <Textarea
        name="authority"
        label={t("telephony.authority")}
        description={t("mail.authority.lead")}
        placeholder="-----BEGIN CERTIFICATE-----"
        defaultValue={server.authority ?? ""}
        autosize
        minRows={1}
        maxRows={6}
      />
    </Editor>
  );
}
