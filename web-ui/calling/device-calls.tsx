/** Calls that the person is on with a telephone: what the app can do for them. */
import { Menu } from "@mantine/core";
import {
  IconArrowsJoin,
  IconDeviceLandlinePhone,
  IconDeviceLaptop,
  IconDots,
  IconParking,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPlayerPlay,
  IconScreenShare,
  IconUsersPlus,
  IconVideo,
  IconX,
} from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { api, call as ask } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { OwnCall } from "../store/own-calls.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { CallClock, CallControl, CallWho } from "./call-control.tsx";
import { CallSound } from "./call-sound.tsx";
import { parkNumber } from "./codes.ts";
import { deskDialling, useDial } from "./dial-with.ts";
import { usePhone } from "./phone-context.tsx";
import { usePictures, useShownPictures } from "./pictures.ts";
import { TransferDialog } from "./transfer-dialog.tsx";
import { heldByText } from "./words.ts";

export function DeviceCalls() {
  const calls = useSignal(useSession().calls);
  return (
    <>
      <DeskDialling />
      {calls.map(
        (own) =>
          own.device && (
            <DeviceCall key={own.id} own={own} others={calls.filter(({ id }) => id !== own.id)} />
          ),
      )}
    </>
  );
}

/** What the menu does with a call of a telephone. */
function useDeskActions(own: OwnCall, transfer: (number: string) => Promise<void>) {
  const phone = usePhone();
  const { id, replaces, peer } = own;
  const connect = useAction(
    useCallback(
      async (other: string) => {
        await ask(api.calling.calls[":id"].connect.$post({ param: { id }, json: { other } }));
      },
      [id],
    ),
  );
  const merge = useAction(
    useCallback(
      async (other: string) => void (await ask(api.meetings.$post({ json: { calls: [id, other] } }))),
      [id],
    ),
  );
  const park = useAction(useCallback(() => transfer(parkNumber), [transfer]));
  const move = useAction(useCallback(async () => phone?.takeOver(replaces, peer), [phone, replaces, peer]));
  return { connect, merge, park, move, canMove: phone !== undefined };
}

function DeskMenu(props: {
  own: OwnCall;
  others: readonly OwnCall[];
  actions: ReturnType<typeof useDeskActions>;
  onTransfer: () => void;
}) {
  const { own, others, actions } = props;
  const nameOf = ({ peer }: OwnCall) => peer.name || peer.number;
  return (
    <Menu position="bottom-end" withinPortal zIndex={400}>
      <Menu.Target>
        <button type="button" className="call-control" aria-label={t("call.more")}>
          <IconDots size={20} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.canMove && (
          <Menu.Item leftSection={<IconDeviceLaptop size={18} />} onClick={() => void actions.move.run()}>
            {t("call.move")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPhoneOutgoing size={18} />} onClick={props.onTransfer}>
          {t("call.transfer")}
        </Menu.Item>
        {others.map((other) => (
          <Menu.Item
            key={`connect ${other.id}`}
            leftSection={<IconArrowsJoin size={18} />}
            onClick={() => void actions.connect.run(other.id)}
          >
            {t("call.join", { name: nameOf(own), other: nameOf(other) })}
          </Menu.Item>
        ))}
        {others.map((other) => (
          <Menu.Item
            key={`merge ${other.id}`}
            leftSection={<IconUsersPlus size={18} />}
            onClick={() => void actions.merge.run(other.id)}
          >
            {t("call.merge", { name: nameOf(other) })}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconParking size={18} />} onClick={() => void actions.park.run()}>
          {t("call.park")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function DeviceCall({ own, others }: { own: OwnCall; others: readonly OwnCall[] }) {
  const [transferring, setTransferring] = useState(false);
  const pictures = usePictures(own, undefined);
  useShownPictures(own);
  const { held } = own;
  const param = { id: own.id };
  const hold = useAction(
    async () => void (await ask(api.calling.calls[":id"].hold.$put({ param, json: { held: !held } }))),
  );
  const hangUp = useAction(async () => void (await ask(api.calling.calls[":id"].$delete({ param }))));
  const transfer = useCallback(
    async (number: string) => {
      await ask(api.calling.calls[":id"].transfer.$post({ param: { id: own.id }, json: { number } }));
    },
    [own.id],
  );
  const actions = useDeskActions(own, transfer);
  const dial = useDial();
  /** The other side hears music while the person speaks with the one that is asked. */
  const consult = async (to: string, who: string) => {
    if (!held) await ask(api.calling.calls[":id"].hold.$put({ param, json: { held: true } }));
    void dial?.(to, who);
  };
  const { name, number, personId } = own.peer;
  const peer = name || number;
  return (
    <section className="call-card" aria-label={t("call.on.phone", { name: peer })}>
      <CallWho id={personId ?? number} name={peer}>
        <IconDeviceLandlinePhone size={14} /> {own.device?.name} ·{" "}
        {held ? t("call.held") : (heldByText(own) ?? <CallClock since={own.answeredAt} />)}
      </CallWho>
      <CallSound own={own} />
      <Problem
        error={
          hold.error ??
          hangUp.error ??
          actions.connect.error ??
          actions.merge.error ??
          actions.park.error ??
          actions.move.error ??
          pictures?.camera.error ??
          pictures?.screen.error
        }
      />
      <div className="call-controls">
        {pictures && (
          <>
            <CallControl label={t("meeting.camera.on")} onClick={() => void pictures.camera.run()}>
              <IconVideo size={20} />
            </CallControl>
            <CallControl label={t("meeting.screen.share")} onClick={() => void pictures.screen.run()}>
              <IconScreenShare size={20} />
            </CallControl>
          </>
        )}
        <CallControl
          label={t(held ? "call.resume" : "call.hold")}
          pressed={held}
          onClick={() => void hold.run()}
        >
          {held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
        </CallControl>
        <DeskMenu own={own} others={others} actions={actions} onTransfer={() => setTransferring(true)} />
        <CallControl label={t("call.end")} tone="bad" onClick={() => void hangUp.run()}>
          <IconPhoneOff size={20} />
        </CallControl>
      </div>
      {transferring && (
        <TransferDialog
          name={peer}
          transfer={transfer}
          {...(dial && { ask: consult })}
          onClose={() => setTransferring(false)}
        />
      )}
    </section>
  );
}

/** A number that waits for the telephone to be lifted. */
function DeskDialling() {
  const dialling = useSignal(deskDialling);
  if (!dialling) return null;
  return (
    <section className="call-card waiting" aria-label={t("call.with", { name: dialling.name })}>
      <CallWho id={dialling.name} name={dialling.name}>
        {dialling.error ? "" : t("call.lift")}
      </CallWho>
      <CallControl label={t("action.close")} onClick={() => deskDialling.set(undefined)}>
        <IconX size={20} />
      </CallControl>
      <Problem error={dialling.error} />
    </section>
  );
}
