/** Keys, screen, clock and sound of one's telephone, with a preview; it takes them when they are saved. */
import "../text/phones.ts";
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PhoneKey, PhoneSettings, ProvisionedPhone } from "../../appliance/devices/index.ts";
import type { FieldProblem } from "../../appliance/platform/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { useChangedPhone } from "./own-phones.ts";
import { PhoneKeyFields } from "./phone-key.tsx";
import { PhonePreview } from "./phone-preview.tsx";

const backlights = ["1m", "5m", "30m", "always"] as const;
const clocks = ["24", "12"] as const;
const dates = ["day/month", "month/day"] as const;
const nothing: PhoneKey = { kind: "none" };

export function PhoneSetup(props: { name: string; phone: ProvisionedPhone; onClose: () => void }) {
  const { name, phone, onClose } = props;
  const { model } = phone;
  const [settings, setSettings] = useState(phone.settings);
  const [chosen, setChosen] = useState<number | undefined>(
    model.keys.left + model.keys.right > 1 ? 2 : undefined,
  );
  const change = (part: Partial<PhoneSettings>) => setSettings((known) => ({ ...known, ...part }));
  const changed = useChangedPhone();
  /** What the house has; what is changed meanwhile is not saved. */
  const [saved, setSaved] = useState<PhoneSettings>();
  const save = useAction(async () => {
    const param = { id: phone.deviceId };
    const put = call(api.phones[":id"].settings.$put({ param, json: settings }));
    await changed((await put.catch(showWrongKey)).phone);
    setSaved(settings);
  });
  /** Its fields are shown where it says what is wrong. */
  const showWrongKey = (error: unknown): never => {
    const at = wrongKeyIn(error);
    if (at !== undefined) setChosen(at);
    throw error;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  const setKey = (at: number, key: PhoneKey) =>
    setSettings((known) => {
      const keys = Array.from(
        { length: Math.max(known.keys.length, at - 1) },
        (_, index) => known.keys[index] ?? nothing,
      );
      keys[at - 2] = key;
      return { ...known, keys };
    });
  return (
    <Modal opened onClose={onClose} title={t("phones.keys.title", { name })} size="xl" centered>
      <form className="form phone-setup" onSubmit={submit}>
        <p className="secondary">
          {model.name} <bdi className="number">{phone.hardware}</bdi>
        </p>
        <PhonePreview model={model} settings={settings} chosen={chosen} onChoose={setChosen} />
        {chosen !== undefined && (
          <>
            <p className="secondary">{t("phones.preview.help")}</p>
            <PhoneKeyFields
              key={chosen}
              at={chosen}
              does={settings.keys[chosen - 2] ?? nothing}
              onChange={(key) => setKey(chosen, key)}
            />
          </>
        )}
        <ScreenFields settings={settings} onChange={change} />
        <Problem error={save.error} />
        <div className="dialog-actions">
          <p className="secondary" role="status">
            {saved === settings && t(phone.upToDate ? "phones.saved" : "phones.saving")}
          </p>
          <Button type="submit" loading={save.running}>
            {t("action.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Number of the first key that the house refused. */
function wrongKeyIn(error: unknown): number | undefined {
  const problems = error instanceof ApiError ? (error.details.problems ?? []) : [];
  for (const { field } of problems as readonly FieldProblem[]) {
    const [, index] = /^keys\.(\d+)\./.exec(field) ?? [];
    if (index !== undefined) return Number(index) + 2;
  }
  return undefined;
}

function ScreenFields(props: { settings: PhoneSettings; onChange: (part: Partial<PhoneSettings>) => void }) {
  const { settings, onChange } = props;
  const choice = <Value extends string>(
    label: string,
    values: readonly Value[],
    value: Value,
    text: (value: Value) => string,
    set: (value: Value) => void,
  ) => (
    <NativeSelect
      label={label}
      value={value}
      data={values.map((each) => ({ value: each, label: text(each) }))}
      onChange={({ currentTarget }) => {
        const chosen = values.find((each) => each === currentTarget.value);
        if (chosen) set(chosen);
      }}
    />
  );
  return (
    <fieldset className="form phone-screen-fields">
      <legend>{t("phones.screen")}</legend>
      <TextInput
        label={t("phones.title")}
        value={settings.title}
        maxLength={30}
        required
        autoComplete="off"
        onChange={({ currentTarget }) => onChange({ title: currentTarget.value })}
      />
      <Level
        label={t("phones.ring")}
        least={0}
        value={settings.ringVolume}
        said={settings.ringVolume === 0 ? t("phones.ring.silent") : undefined}
        onChange={(ringVolume) => onChange({ ringVolume })}
      />
      <Level
        label={t("phones.brightness")}
        least={4}
        value={settings.brightness}
        onChange={(brightness) => onChange({ brightness })}
      />
      {choice(
        t("phones.backlight"),
        backlights,
        settings.backlight,
        (each) => t(`phones.backlight.${each}`),
        (backlight) => onChange({ backlight }),
      )}
      {choice(
        t("phones.clock"),
        clocks,
        settings.clock,
        (each) => t(`phones.clock.${each}`),
        (clock) => onChange({ clock }),
      )}
      {choice(
        t("phones.dates"),
        dates,
        settings.dates,
        (each) => t(`phones.dates.${each}`),
        (wanted) => onChange({ dates: wanted }),
      )}
      {choice(
        t("phones.zone"),
        zonesWith(settings.timeZone),
        settings.timeZone,
        (each) => each.replaceAll("_", " "),
        (timeZone) => onChange({ timeZone }),
      )}
    </fieldset>
  );
}

const zonesWith = (own: string): readonly string[] => [
  ...new Set([own, ...Intl.supportedValuesOf("timeZone"), "UTC"]),
];

/** 15 is the most that these telephones know. */
function Level(props: {
  label: string;
  least: number;
  value: number;
  said?: string | undefined;
  onChange: (value: number) => void;
}) {
  const { label, least, value, said = String(value), onChange } = props;
  return (
    <label className="level">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={15}
        value={value}
        aria-valuetext={said}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />
      <span className="secondary number" aria-hidden>
        {said}
      </span>
    </label>
  );
}
