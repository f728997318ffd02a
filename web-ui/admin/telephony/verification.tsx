/** Whether a TLS peer must prove who it is, and by whose word. */
import { Switch, Textarea } from "@mantine/core";
import { t } from "../../text/index.ts";

export function Verification({ verify, authority }: { verify: boolean; authority: string | null }) {
  return (
    <>
      <Switch
        name="verify"
        label={t("telephony.verify")}
        description={t("telephony.verify.lead")}
        defaultChecked={verify}
      />
      <Textarea
        name="authority"
        label={t("telephony.authority")}
        description={t("telephony.authority.lead")}
        placeholder="-----BEGIN CERTIFICATE-----"
        defaultValue={authority ?? ""}
        autosize
        minRows={1}
        maxRows={6}
      />
    </>
  );
}
