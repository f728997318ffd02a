import type { CallRecord } from "../../appliance/calling/index.ts";
import { t } from "../text/index.ts";

/** How a leg sounded, in numbers; a dash where nobody spoke. */
export function qualityOf({ packetsReceived, packetsLost, jitter, codec, outcome }: CallRecord): string {
  if (outcome !== "answered") return "–";
  const loss = packetsReceived > 0 ? (packetsLost * 100) / (packetsReceived + packetsLost) : 0;
  return t("admin.calls.quality.value", { codec, loss: loss.toFixed(1), jitter });
}
