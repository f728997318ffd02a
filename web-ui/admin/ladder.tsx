/** What was said between the house and its peers, as a ladder: a lane for each, an arrow for each message. */
import { useState } from "react";
import type { TracedMessage } from "../../appliance/sip/index.ts";
import { t } from "../text/index.ts";

export function Ladder({ messages }: { messages: readonly TracedMessage[] }) {
  const [open, setOpen] = useState<number>();
  const began = messages[0]?.at ?? 0;
  const peers = [...new Set(messages.map(laneOf))];
  // The one who began on the left, the house beside, the others to the right.
  const lanes = [peers[0] ?? "", "", ...peers.slice(1)];
  const columns = { gridTemplateColumns: `56px repeat(${lanes.length}, minmax(120px, 1fr))` };
  return (
    <div className="ladder" dir="ltr">
      <div className="ladder-row ladder-head" style={columns}>
        <span />
        {lanes.map((lane) => (
          <span key={lane} className="truncate number">
            {lane || t("app.name")}
          </span>
        ))}
      </div>
      {messages.map((message, index) => {
        const [house, peer] = [lanes.indexOf(""), lanes.indexOf(laneOf(message))];
        const rightwards = message.outgoing === peer > house;
        const [first, last] = [Math.min(house, peer), Math.max(house, peer)];
        const span = {
          gridColumn: `${first + 2} / ${last + 3}`,
          marginInline: `${50 / (last - first + 1)}%`,
        };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages keep their place; the same one may come twice
          <div key={index} className="ladder-row" style={columns}>
            <span className="secondary number">{((message.at - began) / 1000).toFixed(3)}</span>
            <button
              type="button"
              className={`ladder-arrow ${rightwards ? "to-right" : "to-left"} ${toneOf(message)}`}
              style={span}
              aria-expanded={open === index}
              onClick={() => setOpen(open === index ? undefined : index)}
            >
              <span className="truncate">{titleOf(message)}</span>
            </button>
            {open === index && <pre className="ladder-text">{message.text}</pre>}
          </div>
        );
      })}
    </div>
  );
}

const laneOf = ({ transport, peer }: TracedMessage): string =>
  `${transport} ${peer.address}${peer.port > 0 ? `:${peer.port}` : ""}`;

/** `INVITE`, or `180 Ringing`; with what it answers. */
function titleOf({ text }: TracedMessage): string {
  const [first = ""] = text.split("\r\n", 1);
  const method = /^cseq[ \t]*:[ \t]*\d+[ \t]+(\w+)/im.exec(text)?.[1] ?? "";
  const description = /^v=0/m.test(text) ? " (SDP)" : "";
  return first.startsWith("SIP/2.0 ")
    ? `${first.slice(8)} · ${method}${description}`
    : `${first.split(" ")[0] ?? ""}${description}`;
}

const toneOf = ({ text }: TracedMessage): string =>
  /^SIP\/2\.0 [4-6]/.test(text) && !/^SIP\/2\.0 40[17]/.test(text) ? "bad" : "";
