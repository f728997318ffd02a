/** The link that lets somebody in, shown once. */
import { Button, CopyButton, TextInput } from "@mantine/core";
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
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? "action.copied" : "action.copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={props.onClose}>{t("action.done")}</Button>
      </div>
    </div>
  );
}
