/** The floating card of a call: who, how long, and what can be done. */
import { Tooltip } from "@mantine/core";
import {
  IconGripHorizontal,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { type TextKey, t } from "../text/index.ts";
import type { CallView, Phone } from "./phone.ts";
import { usePhone } from "./phone-context.tsx";
import { patterns, ring } from "./ringer.ts";

export function CallCard() {
  const phone = usePhone();
  return phone ? <Card phone={phone} /> : null;
}

function Card({ phone }: { phone: Phone }) {
  const session = useSession();
  const call = useSignal(phone.call);
  const people = useSignal(session.people);
  const [keypad, setKeypad] = useState(false);
  const phase = call?.phase;
  useEffect(() => {
    if (phase === "incoming") return ring(patterns.incoming);
    if (phase === "calling") return ring(patterns.ringback);
    setKeypad(false);
  }, [phase]);
  if (!call) return null;
  const person = [...people.values()].find(({ extension }) => extension === call.number);
  const connected = call.phase === "connected";
  return (
    <section className="call-card" aria-label={t("call.with", { name: call.name })}>
      <div className="call-who">
        <PersonAvatar id={person?.id ?? call.number} name={call.name} />
        <div className="who">
          <strong className="truncate">{call.name}</strong>
          <span className="secondary number" role="status">
            {connected && !call.held ? <Duration since={call.connectedAt ?? 0} /> : t(statusOf(call))}
          </span>
        </div>
      </div>
      {keypad && connected && <Keypad onPress={(digit) => phone.press(digit)} />}
      <div className="call-controls">
        {connected && (
          <>
            <Control
              label={t(call.muted ? "call.unmute" : "call.mute")}
              pressed={call.muted}
              onClick={() => phone.mute(!call.muted)}
            >
              {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
            </Control>
            <Control
              label={t(call.held ? "call.resume" : "call.hold")}
              pressed={call.held}
              onClick={() => void phone.hold(!call.held)}
            >
              {call.held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
            </Control>
            <Control label={t("call.keypad")} pressed={keypad} onClick={() => setKeypad(!keypad)}>
              <IconGripHorizontal size={20} />
            </Control>
          </>
        )}
        {call.phase === "incoming" && (
          <Control label={t("call.answer")} tone="good" onClick={() => void phone.answer()}>
            <IconPhone size={20} />
          </Control>
        )}
        {call.phase !== "ended" && (
          <Control
            label={t(call.phase === "incoming" ? "call.decline" : "call.end")}
            tone="bad"
            onClick={() => void phone.hangUp()}
          >
            <IconPhoneOff size={20} />
          </Control>
        )}
      </div>
    </section>
  );
}

/** In the words of the app, never in those of the protocol. */
function statusOf(call: CallView): TextKey {
  if (call.phase === "incoming") return "call.incoming";
  if (call.phase === "calling") return "call.calling";
  if (call.phase === "connected") return "call.held";
  const reasons: Readonly<Record<number, TextKey>> = {
    403: "call.failed.forbidden",
    404: "call.failed.unknown",
    408: "call.failed.unavailable",
    480: "call.failed.unavailable",
    486: "call.failed.busy",
    603: "call.failed.declined",
  };
  return reasons[call.failure] ?? "call.failed";
}

function Control(props: {
  label: string;
  pressed?: boolean;
  tone?: "good" | "bad";
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <button
        type="button"
        className={`call-control ${props.tone ?? ""}`}
        aria-label={props.label}
        aria-pressed={props.pressed}
        onClick={props.onClick}
      >
        {props.children}
      </button>
    </Tooltip>
  );
}

function Keypad({ onPress }: { onPress: (digit: string) => void }) {
  return (
    <div className="keypad">
      {[..."123456789*0#"].map((digit) => (
        <button key={digit} type="button" className="key number" onClick={() => onPress(digit)}>
          {digit}
        </button>
      ))}
    </div>
  );
}

function Duration({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return <>{`${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`}</>;
}
