/** The house's numbers in the public network: what they reach, and where they are. */
import { TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { OutsideNumber } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";

export function Numbers({ numbers }: { numbers: readonly OutsideNumber[] }) {
  const [open, setOpen] = useState<OutsideNumber | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  const own = open === "new" ? undefined : open;
  return (
    <Section
      title={t("telephony.numbers")}
      lead={t("telephony.numbers.lead")}
      add="telephony.numbers.add"
      empty={numbers.length === 0}
      onAdd={() => setOpen("new")}
    >
      {numbers.map((number) => (
        <Row
          key={number.number}
          title={number.number}
          detail={
            number.reaches
              ? t("telephony.number.to", { number: number.reaches })
              : t("telephony.number.unused")
          }
          state={!number.address && <span className="tag bad">{t("telephony.number.noaddress")}</span>}
          onOpen={() => setOpen(number)}
        />
      ))}
      {open && (
        <Editor
          title={own?.number ?? t("telephony.numbers.add")}
          onClose={close}
          save={(fields) => {
            const number = own?.number ?? String(fields.get("number")).replaceAll(/[\s().-]/g, "");
            const json = { number, reaches: textOf(fields, "reaches"), address: textOf(fields, "address") };
            return call(api.admin.calling.numbers.$put({ json }));
          }}
          {...(own && {
            remove: () =>
              call(api.admin.calling.numbers[":number"].$delete({ param: { number: own.number } })),
          })}
        >
          {!own && (
            <TextInput
              name="number"
              label={t("telephony.number")}
              placeholder="+14155550100"
              inputMode="tel"
              required
              data-autofocus
            />
          )}
          <TextInput
            name="reaches"
            label={t("telephony.number.reaches")}
            description={t("telephony.number.reaches.lead")}
            defaultValue={own?.reaches ?? ""}
          />
          <TextInput
            name="address"
            label={t("telephony.number.address")}
            description={t("telephony.number.address.lead")}
            defaultValue={own?.address ?? ""}
          />
        </Editor>
      )}
    </Section>
  );
}
