/** What only the host of a meeting sees: controls for everybody, and for one. */
import { Menu, Tooltip } from "@mantine/core";
import {
  IconCrown,
  IconDotsVertical,
  IconLock,
  IconLockOpen,
  IconMicrophoneOff,
  IconShieldHalf,
  IconUserMinus,
} from "@tabler/icons-react";
import type { MeetingParticipant } from "../../appliance/meetings/index.ts";
import { t } from "../text/index.ts";
import type { MeetingClient, MeetingState } from "./client.ts";

type Run = (action: () => Promise<void>) => void;

export function HostMenu({ client, state, run }: { client: MeetingClient; state: MeetingState; run: Run }) {
  const { locked } = state.meeting;
  return (
    <Menu position="top" zIndex={400}>
      <Menu.Target>
        <Tooltip label={t("meeting.host")}>
          <button
            type="button"
            className={`stage-control ${locked ? "on" : ""}`}
            aria-label={t("meeting.host")}
          >
            <IconShieldHalf size={22} />
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconMicrophoneOff size={16} />}
          onClick={() => run(() => client.control({ action: "mute" }))}
        >
          {t("meeting.mute.all")}
        </Menu.Item>
        <Menu.Item
          leftSection={locked ? <IconLockOpen size={16} /> : <IconLock size={16} />}
          onClick={() => run(() => client.control({ action: "lock", locked: !locked }))}
        >
          {t(locked ? "meeting.unlock" : "meeting.lock")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ParticipantMenu({
  client,
  participant,
}: {
  client: MeetingClient;
  participant: MeetingParticipant;
}) {
  const { id, name, kind } = participant;
  const control = (json: Parameters<MeetingClient["control"]>[0]) => () =>
    void client.control(json).catch((error) => client.complain(error));
  return (
    <Menu position="bottom-end" zIndex={400}>
      <Menu.Target>
        <button type="button" className="tile-menu" aria-label={t("meeting.person.menu", { name })}>
          <IconDotsVertical size={18} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconMicrophoneOff size={16} />}
          onClick={control({ action: "mute", participant: id })}
        >
          {t("call.mute")}
        </Menu.Item>
        {kind === "browser" && (
          <Menu.Item
            leftSection={<IconCrown size={16} />}
            onClick={control({ action: "pass", participant: id })}
          >
            {t("meeting.pass")}
          </Menu.Item>
        )}
        <Menu.Item
          color="red"
          leftSection={<IconUserMinus size={16} />}
          onClick={control({ action: "expel", participant: id })}
        >
          {t("meeting.expel")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
