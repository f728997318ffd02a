import type { CallRecord } from "../../appliance/calling/index.ts";
import { t } from "../text/index.ts";

/** How a leg sounded, in numbers; a dash where nobody spoke. */
export function qualityOf(record: CallRecord): string {
  const { packetsReceived, packetsLost, jitter, codec, outcome, pictureCodec } = record;
  if (outcome !== "answered") return "–";
  const sound = t("admin.calls.quality.value", { codec, loss: lossOf(packetsReceived, packetsLost), jitter });
  if (pictureCodec === "") return sound;
  const loss = lossOf(record.picturePacketsReceived, record.picturePacketsLost);
  return `${sound} · ${t("admin.calls.quality.picture", { codec: pictureCodec, loss })}`;
}

/** In percent. */
const lossOf = (received: number, lost: number): string =>
  (received > 0 ? (lost * 100) / (received + lost) : 0).toFixed(1);
