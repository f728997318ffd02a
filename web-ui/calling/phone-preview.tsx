/** A telephone as it will look: its screen, and its line keys, which are chosen here to be set. */
import type { PhoneKey, PhoneSettings, ProvisionedPhone } from "../../appliance/devices/index.ts";
import { regionTag, t } from "../text/index.ts";

interface PreviewProps {
  model: ProvisionedPhone["model"];
  settings: PhoneSettings;
  /** Number of the key that is being set, from 2 on. */
  chosen: number | undefined;
  onChoose: (key: number) => void;
}

export function PhonePreview({ model, settings, chosen, onChoose }: PreviewProps) {
  const { left, right } = model.keys;
  const { width, height, colours } = model.screen;
  const keys = (from: number, count: number) => (
    <ol className="phone-keys" start={from}>
      {Array.from({ length: count }, (_, index) => from + index).map((at) => (
        <li key={at}>
          <LineKey
            at={at}
            does={settings.keys[at - 2]}
            title={settings.title}
            chosen={chosen === at}
            onChoose={onChoose}
          />
        </li>
      ))}
    </ol>
  );
  return (
    <section className="phone-preview" dir="ltr" aria-label={t("phones.preview")}>
      {left > 0 && keys(1, left)}
      <div
        className="phone-screen"
        data-colours={colours}
        style={{
          aspectRatio: `${width} / ${height}`,
          opacity: 0.55 + (0.45 * (settings.brightness - 4)) / 11,
        }}
      >
        <span className="truncate">{settings.title}</span>
        <span className="number">{timeOn(settings)}</span>
        <span className="number">{dateOn(settings)}</span>
      </div>
      {right > 0 && keys(left + 1, right)}
    </section>
  );
}

function LineKey(props: {
  at: number;
  does: PhoneKey | undefined;
  title: string;
  chosen: boolean;
  onChoose: (key: number) => void;
}) {
  const { at, does, title, chosen, onChoose } = props;
  if (at === 1)
    return (
      <span className="phone-key" title={t("phones.key.line")}>
        <span className="phone-lamp" data-lit="line" />
        <span className="truncate">{title}</span>
      </span>
    );
  const label = does && does.kind !== "none" ? does.label : "";
  return (
    <button
      type="button"
      className="phone-key"
      aria-pressed={chosen}
      aria-label={label ? t("phones.key.named", { at, label }) : t("phones.key", { at })}
      onClick={() => onChoose(at)}
    >
      <span className="phone-lamp" data-lit={does?.kind} />
      <span className="truncate">{label}</span>
    </button>
  );
}

const timeOn = ({ clock, timeZone }: PhoneSettings): string =>
  new Intl.DateTimeFormat(regionTag(), {
    hour: clock === "24" ? "2-digit" : "numeric",
    minute: "2-digit",
    hourCycle: clock === "24" ? "h23" : "h12",
    timeZone,
  }).format();

function dateOn({ dates, timeZone }: PhoneSettings): string {
  const parts = new Intl.DateTimeFormat("en", { day: "2-digit", month: "2-digit", timeZone }).formatToParts();
  const part = (type: "day" | "month") => parts.find((one) => one.type === type)?.value ?? "";
  return dates === "day/month" ? `${part("day")}/${part("month")}` : `${part("month")}/${part("day")}`;
}
