/** What one line key of a telephone does. */
import { NativeSelect, TextInput } from "@mantine/core";
import type { PhoneKey } from "../../appliance/devices/index.ts";
import type { Person } from "../../appliance/people/index.ts";
import { PeoplePicker } from "../parts/people-picker.tsx";
import { useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";

const kinds = ["none", "dial", "watch"] as const;
const longestLabel = 20;

/** A key of another kind keeps what it can of what was there. */
function ofKind(key: PhoneKey, kind: PhoneKey["kind"]): PhoneKey {
  if (kind === "none") return { kind };
  return key.kind === "none" ? { kind, label: "", number: "" } : { ...key, kind };
}

export function PhoneKeyFields(props: { at: number; does: PhoneKey; onChange: (key: PhoneKey) => void }) {
  const { at, does, onChange } = props;
  const session = useSession();
  const me = session.account.value.person.id;
  const pick = ({ name, extension }: Person) =>
    onChange({ kind: "watch", label: name.slice(0, longestLabel), number: extension ?? "" });
  return (
    <fieldset className="form phone-key-fields">
      <legend>{t("phones.key", { at })}</legend>
      <NativeSelect
        label={t("phones.key.does")}
        value={does.kind}
        data={kinds.map((value) => ({ value, label: t(`phones.key.${value}`) }))}
        onChange={({ currentTarget }) =>
          onChange(ofKind(does, kinds.find((kind) => kind === currentTarget.value) ?? "none"))
        }
      />
      {does.kind === "watch" && (
        <PeoplePicker label={t("phones.key.person")} exclude={[me]} staffOnly onPick={pick} />
      )}
      {does.kind !== "none" && (
        <>
          <TextInput
            label={t(does.kind === "watch" ? "phones.key.extension" : "phones.key.number")}
            value={does.number}
            inputMode="tel"
            required
            autoComplete="off"
            onChange={({ currentTarget }) => onChange({ ...does, number: currentTarget.value })}
          />
          <TextInput
            label={t("phones.key.label")}
            value={does.label}
            maxLength={longestLabel}
            required
            autoComplete="off"
            onChange={({ currentTarget }) => onChange({ ...does, label: currentTarget.value })}
          />
        </>
      )}
    </fieldset>
  );
}
