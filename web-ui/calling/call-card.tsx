/** The floating card of a call: who, how long, and what can be done; other calls wait in rows below. */
import { Menu, Tooltip } from "@mantine/core";
import {
  IconArrowsJoin,
  IconDots,
  IconGripHorizontal,
  IconMicrophone,
  IconMicrophoneOff,
  IconParking,
  IconPhone,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { type TextKey, t } from "../text/index.ts";
import type { CallView, Phone } from "./phone.ts";
import { usePhone } from "./phone-context.tsx";
import { patterns, ring } from "./ringer.ts";
import { TransferDialog } from "./transfer-dialog.tsx";
import { failureOf } from "./words.ts";

export function CallCard() {
  const phone = usePhone();
  return phone ? <Cards phone={phone} /> : null;
}

/** The one that wants something first: ringing, then spoken with, then the newest. */
function foremost(calls: readonly CallView[]): CallView | undefined {
  return (
    calls.find(({ phase }) => phase === "incoming") ??
    calls.find(({ phase, held }) => phase !== "ended" && !held) ??
    calls.at(-1)
  );
}

function Cards({ phone }: { phone: Phone }) {
  const calls = useSignal(phone.calls);
  const call = foremost(calls);
  const phase = call?.phase;
  useEffect(() => {
    if (phase === "incoming") return ring(patterns.incoming);
    if (phase === "calling") return ring(patterns.ringback);
  }, [phase]);
  if (!call) return null;
  const others = calls.filter(({ id }) => id !== call.id);
  return (
    <div className="call-stack">
      <Card key={call.id} phone={phone} call={call} others={others} />
      {others.map((other) => (
        <WaitingCall key={other.id} phone={phone} call={other} />
      ))}
    </div>
  );
}

function Card({ phone, call, others }: { phone: Phone; call: CallView; others: readonly CallView[] }) {
  const [keypad, setKeypad] = useState(false);
  const [transferring, setTransferring] = useState(false);
  const connected = call.phase === "connected";
  const join = useAction(useCallback((id: string) => phone.join(id, call.id), [phone, call.id]));
  const park = useAction(useCallback(() => phone.park(call.id), [phone, call.id]));
  const waiting = others.find(({ phase, held }) => phase === "connected" && held);
  return (
    <section className="call-card" aria-label={t("call.with", { name: call.name })}>
      <Who call={call} />
      {keypad && connected && <Keypad onPress={(digit) => phone.press(call.id, digit)} />}
      <Problem error={join.error ?? park.error} />
      <div className="call-controls">
        {connected && (
          <>
            <Control
              label={t(call.muted ? "call.unmute" : "call.mute")}
              pressed={call.muted}
              onClick={() => phone.mute(call.id, !call.muted)}
            >
              {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
            </Control>
            <Control
              label={t(call.held ? "call.resume" : "call.hold")}
              pressed={call.held}
              onClick={() => void phone.hold(call.id, !call.held)}
            >
              {call.held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
            </Control>
            <Control label={t("call.keypad")} pressed={keypad} onClick={() => setKeypad(!keypad)}>
              <IconGripHorizontal size={20} />
            </Control>
            <Menu position="bottom-end" withinPortal zIndex={400}>
              <Menu.Target>
                <button type="button" className="call-control" aria-label={t("call.more")}>
                  <IconDots size={20} />
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconPhoneOutgoing size={18} />}
                  onClick={() => setTransferring(true)}
                >
                  {t("call.transfer")}
                </Menu.Item>
                {waiting && (
                  <Menu.Item
                    leftSection={<IconArrowsJoin size={18} />}
                    onClick={() => void join.run(waiting.id)}
                  >
                    {t("call.join", { name: waiting.name, other: call.name })}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconParking size={18} />} onClick={() => void park.run()}>
                  {t("call.park")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
        {call.phase === "incoming" && (
          <Control label={t("call.answer")} tone="good" onClick={() => void phone.answer(call.id)}>
            <IconPhone size={20} />
          </Control>
        )}
        {call.phase !== "ended" && (
          <Control
            label={t(call.phase === "incoming" ? "call.decline" : "call.end")}
            tone="bad"
            onClick={() => void phone.hangUp(call.id)}
          >
            <IconPhoneOff size={20} />
          </Control>
        )}
      </div>
      {transferring && <TransferDialog phone={phone} call={call} onClose={() => setTransferring(false)} />}
    </section>
  );
}

function WaitingCall({ phone, call }: { phone: Phone; call: CallView }) {
  return (
    <section className="call-card waiting" aria-label={t("call.with", { name: call.name })}>
      <Who call={call} />
      <div className="call-controls">
        {call.phase === "connected" && (
          <Control label={t("call.resume")} onClick={() => void phone.hold(call.id, false)}>
            <IconPlayerPlay size={20} />
          </Control>
        )}
        {call.phase !== "ended" && (
          <Control label={t("call.end")} tone="bad" onClick={() => void phone.hangUp(call.id)}>
            <IconPhoneOff size={20} />
          </Control>
        )}
      </div>
    </section>
  );
}

function Who({ call }: { call: CallView }) {
  const people = useSignal(useSession().people);
  const person = [...people.values()].find(({ extension }) => extension === call.number);
  const name = call.name === call.number ? (person?.name ?? call.name) : call.name;
  const speaking = call.phase === "connected" && !call.held && !call.transferring;
  return (
    <div className="call-who">
      <PersonAvatar id={person?.id ?? call.number} name={name} />
      <div className="who">
        <strong className="truncate">{name}</strong>
        <span className="secondary number" role="status">
          {speaking ? <Duration since={call.connectedAt ?? 0} /> : t(statusOf(call))}
        </span>
      </div>
    </div>
  );
}

/** In the words of the app, never in those of the protocol. */
function statusOf(call: CallView): TextKey {
  if (call.transferring) return "call.transferring";
  if (call.phase === "incoming") return "call.incoming";
  if (call.phase === "calling") return "call.calling";
  if (call.phase === "connected") return "call.held";
  return failureOf(call.failure);
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
