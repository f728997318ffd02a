/** The bar below the stage: microphone, camera, screen, notes, devices, the host's controls, the way out. */
import { Popover, Tooltip } from "@mantine/core";
import {
  IconAdjustments,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { useCarriedCall } from "./beside-call.ts";
import type { MeetingClient, MeetingState } from "./client.ts";
import { Control } from "./control.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { HostMenu } from "./host-menu.tsx";
import { NotesControl } from "./notes-control.tsx";

export function Controls(props: { client: MeetingClient; state: MeetingState; onAside: () => void }) {
  const { client, state, onAside } = props;
  const session = useSession();
  const run = useAction((action: () => Promise<void>) => action());
  const host = state.meeting.host === session.me.person.id;
  const [ending, setEnding] = useState(false);
  const beside = state.meeting.call !== undefined;
  const carried = useCarriedCall(state.meeting);
  const muted = carried ? carried.muted : !state.microphone;
  return (
    <>
      <Problem error={run.error} />
      <div className="stage-controls">
        {(carried || !beside) && (
          <Control
            label={t(muted ? "call.unmute" : "call.mute")}
            off={muted}
            onClick={() => (carried ?? client).mute(!muted)}
          >
            {muted ? <IconMicrophoneOff size={22} /> : <IconMicrophone size={22} />}
          </Control>
        )}
        <Control
          label={t(state.camera ? "meeting.camera.off" : "meeting.camera.on")}
          off={!state.camera}
          onClick={() => void run.run(() => client.showCamera(!state.camera))}
        >
          {state.camera ? <IconVideo size={22} /> : <IconVideoOff size={22} />}
        </Control>
        <Control
          label={t(state.screen ? "meeting.screen.stop" : "meeting.screen.share")}
          on={state.screen !== undefined}
          onClick={() => void run.run(() => client.shareScreen(!state.screen))}
        >
          {state.screen ? <IconScreenShareOff size={22} /> : <IconScreenShare size={22} />}
        </Control>
        <NotesControl meeting={state.meeting} run={(action) => void run.run(action)} onAside={onAside} />
        <Popover position="top" width={300} zIndex={400} withArrow trapFocus returnFocus>
          <Popover.Target>
            <Tooltip label={t("meeting.devices")}>
              <button type="button" className="stage-control" aria-label={t("meeting.devices")}>
                <IconAdjustments size={22} />
              </button>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown aria-labelledby={undefined} aria-label={t("meeting.devices")}>
            <DevicePanel preview={false} onChoose={(kind) => void run.run(() => client.followDevice(kind))} />
          </Popover.Dropdown>
        </Popover>
        {host && !beside && <HostMenu client={client} state={state} run={(action) => void run.run(action)} />}
        {ending ? (
          <>
            {/* biome-ignore lint/a11y/noAutofocus: it stands where the same was pressed, and asks */}
            <button type="button" className="stage-end" autoFocus onClick={() => void client.leave()}>
              {t("meeting.leave")}
            </button>
            <button type="button" className="stage-end" onClick={() => void run.run(() => client.end())}>
              {t("meeting.end")}
            </button>
          </>
        ) : (
          <Control
            label={t(carried ? "call.end" : "meeting.leave")}
            bad
            onClick={() => {
              if (carried) return carried.hangUp(); // and with it the pictures end
              const alone = state.meeting.participants.length <= 1;
              if (!host || beside || alone) void client.leave();
              else setEnding(true);
            }}
          >
            <IconPhoneOff size={22} />
          </Control>
        )}
      </div>
    </>
  );
}
