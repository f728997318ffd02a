/** What becomes of the calls of this tab, and who rings a telephone of the person's. */
import { useEffect, useRef } from "react";
import type { Phone } from "../calling/phone.ts";
import { usePhone } from "../calling/phone-context.tsx";
import { heldByText, statusOf } from "../calling/words.ts";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { Announcer } from "./announcer.ts";

export function CallsTold({ announcer }: { announcer: Announcer }) {
  const phone = usePhone();
  return (
    <>
      {phone && <PhoneTold phone={phone} announcer={announcer} />}
      <RingingTold announcer={announcer} />
    </>
  );
}

function PhoneTold({ phone, announcer }: { phone: Phone; announcer: Announcer }) {
  const calls = useSignal(phone.calls);
  const own = useSignal(useSession().calls);
  const before = useRef(new Map<string, { name: string; text: string; over: boolean }>());
  useEffect(() => {
    const now = new Map(
      calls.map((call) => {
        const { id, name } = call;
        const status = statusOf(call);
        const held = heldByText(own.find(({ callId }) => callId === call.callId));
        const state = status ? t(status) : (held ?? t("announced.call.connected"));
        return [id, { name, text: t("announced.call", { name, state }), over: call.phase === "ended" }];
      }),
    );
    for (const [id, { text }] of now) if (before.current.get(id)?.text !== text) announcer.say(id, text);
    for (const [id, { name, over }] of before.current)
      if (!now.has(id) && !over) announcer.say(id, t("announced.call.ended", { name }));
    before.current = now;
  }, [calls, own, announcer]);
  return null;
}

/** Those that ring in an app too are that app's to tell. */
function RingingTold({ announcer }: { announcer: Announcer }) {
  const ringing = useSignal(useSession().ringingCalls);
  const told = useRef(new Set<string>());
  useEffect(() => {
    const now = ringing.filter(({ devices, callIds }) => devices.length > 0 && callIds.length === 0);
    for (const { id, peer } of now)
      if (!told.current.has(id)) announcer.say(id, t("call.rings", { name: peer.name || peer.number }));
    told.current = new Set(now.map(({ id }) => id));
  }, [ringing, announcer]);
  return null;
}
