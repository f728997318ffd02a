/** Calls that the person is on with a telephone: what the app can do for them. */
import { Menu } from "@mantine/core";
import {
  IconDeviceLandlinePhone,
  IconDots,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPlayerPlay,
  IconScreenShare,
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
import { deskDialling } from "./dial-with.ts";
import { usePictures, useShownPictures } from "./pictures.ts";
import { TransferDialog } from "./transfer-dialog.tsx";

export function DeviceCalls() {
  const calls = useSignal(useSession().calls);
  return (
    <>
      <DeskDialling />
      {calls.map((own) => own.device && <DeviceCall key={own.id} own={own} />)}
    </>
  );
}

function DeviceCall({ own }: { own: OwnCall }) {
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
  const { name, number, personId } = own.peer;
  const peer = name || number;
  return (
    <section className="call-card" aria-label={t("call.on.phone", { name: peer })}>
      <CallWho id={personId ?? number} name={peer}>
        <IconDeviceLandlinePhone size={14} /> {own.device?.name} ·{" "}
        {held ? t("call.held") : <CallClock since={own.answeredAt} />}
      </CallWho>
      <Problem error={hold.error ?? hangUp.error ?? pictures?.camera.error ?? pictures?.screen.error} />
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
        <Menu position="bottom-end" withinPortal zIndex={400}>
          <Menu.Target>
            <button type="button" className="call-control" aria-label={t("call.more")}>
              <IconDots size={20} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPhoneOutgoing size={18} />} onClick={() => setTransferring(true)}>
              {t("call.transfer")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <CallControl label={t("call.end")} tone="bad" onClick={() => void hangUp.run()}>
          <IconPhoneOff size={20} />
        </CallControl>
      </div>
      {transferring && (
        <TransferDialog name={peer} transfer={transfer} onClose={() => setTransferring(false)} />
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
