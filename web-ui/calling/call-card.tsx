/** The floating card of a call: who, how long, and what can be done; other calls wait in rows below. */
import "../text/calls.ts";
import { Menu } from "@mantine/core";
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
  IconScreenShare,
  IconUserPlus,
  IconUsersPlus,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { OwnCall } from "../store/own-calls.ts";
import { useSignal } from "../store/signal.ts";
import { listOf, t } from "../text/index.ts";
import { AddPerson, ownCallOf, useMerge } from "./add-person.tsx";
import { CallClock, CallControl, CallWho } from "./call-control.tsx";
import { CallPicture } from "./call-picture.tsx";
import { CallSound } from "./call-sound.tsx";
import { DeviceCalls } from "./device-calls.tsx";
import { Keypad } from "./keypad.tsx";
import type { CallView, Phone } from "./phone.ts";
import { usePhone } from "./phone-context.tsx";
import {
  cameraWanted,
  useCamera,
  useGathered,
  usePictures,
  useShownPictures,
  useWantedCamera,
} from "./pictures.ts";
import { patterns, ring } from "./ringer.ts";
import { AnswerOn, RingingCards, useAnswerOn } from "./ringing-card.tsx";
import { TransferDialog } from "./transfer-dialog.tsx";
import { heldByText, statusOf } from "./words.ts";

export function CallCard() {
  const phone = usePhone();
  return (
    <div className="call-stack">
      {phone && <Cards phone={phone} />}
      <RingingCards />
      <DeviceCalls />
    </div>
  );
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
  const rings = phase === "calling" && !call?.early; // what comes from there instead is heard
  useEffect(() => {
    if (phase === "incoming") return ring(patterns.incoming);
    if (rings) return ring(patterns.ringback);
  }, [phase, rings]);
  if (!call) return null;
  const others = calls.filter(({ id }) => id !== call.id);
  return (
    <>
      <Card key={call.id} phone={phone} call={call} others={others} />
      {others.map((other) => (
        <WaitingCall key={other.id} phone={phone} call={other} />
      ))}
    </>
  );
}

function Card({ phone, call, others }: { phone: Phone; call: CallView; others: readonly CallView[] }) {
  const [keypad, setKeypad] = useState(false);
  const [transferring, setTransferring] = useState(false);
  const connected = call.phase === "connected";
  const join = useAction(useCallback((id: string) => phone.join(id, call.id), [phone, call.id]));
  const park = useAction(useCallback(() => phone.park(call.id), [phone, call.id]));
  const merge = useMerge(phone);
  const [adding, setAdding] = useState(false);
  const own = ownCallOf(useSignal(useSession().calls), call.callId);
  const pictures = usePictures(
    own,
    useCallback(() => void phone.hangUp(call.id), [phone, call.id]),
  );
  useShownPictures(own);
  const camera = useCamera(phone, call, pictures);
  useWantedCamera(call, own, camera?.run);
  const ringing = useSignal(useSession().ringingCalls).find(({ callIds }) => callIds.includes(call.callId));
  const answerOn = useAnswerOn(ringing?.id ?? "");
  const waiting = others.find(({ phase, held }) => phase === "connected" && held);
  return (
    <section className="call-card" aria-label={t("call.with", { name: call.name })}>
      <Who call={call} own={own} />
      <CallSound own={own} />
      <CallPicture name={call.name} pictures={call.pictures} />
      {keypad && connected && <Keypad onPress={(digit) => phone.press(call.id, digit)} />}
      <Problem
        error={
          join.error ?? park.error ?? merge.error ?? answerOn.error ?? camera?.error ?? pictures?.screen.error
        }
      />
      <div className="call-controls">
        {connected && (
          <>
            <CallControl
              label={t(call.muted ? "call.unmute" : "call.mute")}
              pressed={call.muted}
              onClick={() => phone.mute(call.id, !call.muted)}
            >
              {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
            </CallControl>
            <CallControl
              label={t(call.held ? "call.resume" : "call.hold")}
              pressed={call.held}
              onClick={() => void phone.hold(call.id, !call.held)}
            >
              {call.held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
            </CallControl>
            {camera && (
              <CallControl
                label={t(camera.on ? "meeting.camera.off" : "meeting.camera.on")}
                pressed={camera.on}
                onClick={() => void camera.run()}
              >
                {camera.on ? <IconVideo size={20} /> : <IconVideoOff size={20} />}
              </CallControl>
            )}
            <CallControl label={t("call.keypad")} pressed={keypad} onClick={() => setKeypad(!keypad)}>
              <IconGripHorizontal size={20} />
            </CallControl>
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
                {waiting && (
                  <Menu.Item
                    leftSection={<IconUsersPlus size={18} />}
                    onClick={() => void merge.run(call, waiting)}
                  >
                    {t("call.merge", { name: waiting.name })}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconUserPlus size={18} />} onClick={() => setAdding(true)}>
                  {t("call.add")}
                </Menu.Item>
                {pictures && (
                  <Menu.Item
                    leftSection={<IconScreenShare size={18} />}
                    onClick={() => void pictures.screen.run()}
                  >
                    {t("meeting.screen.share")}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconParking size={18} />} onClick={() => void park.run()}>
                  {t("call.park")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
        {call.phase === "incoming" && call.offersPicture && (
          <CallControl
            label={t("call.answer.camera")}
            tone="good"
            onClick={() => {
              cameraWanted.set(call.id);
              void phone.answer(call.id);
            }}
          >
            <IconVideo size={20} />
          </CallControl>
        )}
        {ringing && <AnswerOn call={ringing} run={(device) => void answerOn.run(device)} />}
        {call.phase === "incoming" && (
          <CallControl label={t("call.answer")} tone="good" onClick={() => void phone.answer(call.id)}>
            <IconPhone size={20} />
          </CallControl>
        )}
        {call.phase !== "ended" && (
          <CallControl
            label={t(call.phase === "incoming" ? "call.decline" : "call.end")}
            tone="bad"
            onClick={() => void phone.hangUp(call.id)}
          >
            <IconPhoneOff size={20} />
          </CallControl>
        )}
      </div>
      {transferring && (
        <TransferDialog
          name={call.name}
          transfer={(number) => phone.transfer(call.id, number)}
          ask={async (number, name) => void (await phone.dial(number, name))}
          onClose={() => setTransferring(false)}
        />
      )}
      {adding && <AddPerson phone={phone} call={call} onClose={() => setAdding(false)} />}
    </section>
  );
}

function WaitingCall({ phone, call }: { phone: Phone; call: CallView }) {
  return (
    <section className="call-card waiting" aria-label={t("call.with", { name: call.name })}>
      <Who call={call} />
      <div className="call-controls">
        {call.phase === "connected" && (
          <CallControl label={t("call.resume")} onClick={() => void phone.hold(call.id, false)}>
            <IconPlayerPlay size={20} />
          </CallControl>
        )}
        {call.phase !== "ended" && (
          <CallControl label={t("call.end")} tone="bad" onClick={() => void phone.hangUp(call.id)}>
            <IconPhoneOff size={20} />
          </CallControl>
        )}
      </div>
    </section>
  );
}

/** The appliance knows best who is there: calls are transferred, and put together. */
function Who({ call, own }: { call: CallView; own?: OwnCall | undefined }) {
  const session = useSession();
  const people = useSignal(session.people.byId);
  const gathered = useGathered(own);
  const {
    name: given,
    number,
    personId,
  } = own && own.callId !== "" ? { ...own.peer } : { ...call, personId: "" };
  const person = [...people.values()].find(({ extension }) => extension === number);
  const others = gathered?.participants.filter((one) => one.personId !== session.me.person.id);
  const known = given === number ? (person?.name ?? given) : given;
  const name = others?.length ? listOf(others.map((one) => one.name)) : known;
  const status = statusOf(call);
  return (
    <CallWho id={personId || person?.id || number} name={name}>
      {status ? t(status) : (heldByText(own) ?? <CallClock since={call.connectedAt ?? 0} />)}
    </CallWho>
  );
}
