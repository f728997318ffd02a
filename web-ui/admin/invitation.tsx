/** The link that lets somebody in, shown once. */
import { Button, TextInput } from "@mantine/core";
import { Copy } from "../parts/copy.tsx";
import { t } from "../text/index.ts";

export const roles = ["user", "support", "administrator"] as const;

export function InvitationLink(props: { name: string; path: string; onClose: () => void }) {
  const link = `${location.origin}${props.path}`;
  return (
    <div className="form">
      <p>{t("admin.invite.sent", { name: props.name })}</p>
      <TextInput
        readOnly
        value={link}
        aria-label={t("admin.invite.link")}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div className="dialog-actions">
        <Copy text={link} variant="default" />
        <Button onClick={props.onClose}>{t("action.done")}</Button>
      </div>
    </div>
  );
}
