/** What can be done with a space: for oneself, and as a moderator for all. */
import { Menu } from "@mantine/core";
import {
  IconArchive,
  IconArrowDown,
  IconArrowUp,
  IconBell,
  IconCalendarSearch,
  IconCheck,
  IconDoorExit,
  IconDots,
  IconHourglass,
  IconLock,
  IconSpeakerphone,
  IconTag,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommands } from "../actions/command-bus.ts";
import { Confirm } from "../parts/confirm.tsx";
import { useSession } from "../parts/session-context.ts";
import { TagDialog } from "../parts/tag-dialog.tsx";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

interface SpaceMenuProps {
  space: SpaceView;
  name: string;
  onJump: () => void;
}

export function SpaceMenu({ space, name, onJump }: SpaceMenuProps) {
  const session = useSession();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"tags" | "leave">();
  const group = space.kind === "group";
  useCommands({
    "space.tags": () => setDialog("tags"),
    "space.leave": group ? () => setDialog("leave") : undefined,
  });
  const leave = async () => {
    await session.spaces.leave(space.id);
    await navigate({ to: "/" });
  };
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t("space.more")} title={t("space.more")}>
            <IconDots size={18} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCalendarSearch size={16} />} onClick={onJump}>
            {t("space.date")}
          </Menu.Item>
          <Menu.Item leftSection={<IconTag size={16} />} onClick={() => setDialog("tags")}>
            {t("space.tags")}
          </Menu.Item>
          {space.favourite && !space.archived && <MoveItems space={space} />}
          <NotifyMenu space={space} />
          {group && space.role === "moderator" && <ModeratorItems space={space} name={name} />}
          {group && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconDoorExit size={16} />}
                onClick={() => setDialog("leave")}
              >
                {t("space.leave")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === "tags" && (
        <TagDialog subject={space.id} space={space.id} name={name} onClose={() => setDialog(undefined)} />
      )}
      {dialog === "leave" && (
        <Confirm
          title={t("space.leave")}
          question={t("space.leave.confirm", { name })}
          action={leave}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

/** The favourite's place among the others, without drawing it there. */
function MoveItems({ space }: { space: SpaceView }) {
  const session = useSession();
  useSignal(session.spaces.byId);
  const favourites = session.spaces.favourites();
  const at = favourites.findIndex(({ id }) => id === space.id);
  const moves = [
    { label: "space.favourite.up", icon: IconArrowUp, to: at - 1 },
    { label: "space.favourite.down", icon: IconArrowDown, to: at + 1 },
  ] as const;
  return moves.map(({ label, icon: Icon, to }) => (
    <Menu.Item
      key={label}
      leftSection={<Icon size={16} />}
      disabled={!favourites[to]}
      closeMenuOnClick={false}
      onClick={() => session.attempt(session.spaces.moveFavourite(space.id, to))}
    >
      {t(label)}
    </Menu.Item>
  ));
}

function NotifyMenu({ space }: { space: SpaceView }) {
  const session = useSession();
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconBell size={16} />}>{t("space.notify")}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {([null, "all", "mentions", "none"] as const).map((notify) => (
          <Menu.Item
            key={notify ?? "usual"}
            rightSection={space.notify === notify && <IconCheck size={16} />}
            onClick={() => session.attempt(session.spaces.mark(space.id, { notify }))}
          >
            {t(`notify.${notify ?? "usual"}`)}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

/** Days that moderators choose from; null follows the organisation. */
const keeping = [null, 7, 30, 90, 365] as const;

function KeepMenu(props: {
  kind: "messages" | "files";
  days: number | null;
  onChange: (days: number | null) => void;
}) {
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconHourglass size={16} />}>{t(`keep.${props.kind}`)}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {keeping.map((days) => (
          <Menu.Item
            key={days ?? "usual"}
            rightSection={props.days === days && <IconCheck size={16} />}
            onClick={() => props.onChange(days)}
          >
            {days === null ? t("keep.usual") : t("keep.days", { count: days })}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

function ModeratorItems({ space, name }: { space: SpaceView; name: string }) {
  const session = useSession();
  const teams = [...useSignal(session.teams.teams).values()].filter(
    ({ id, archived }) => !archived || id === space.team,
  );
  const { locked, announcement, archived } = space;
  const change = (change: Parameters<typeof session.spaces.change>[1]) =>
    session.attempt(session.spaces.change(space.id, change));
  return (
    <>
      <Menu.Divider />
      {teams.length > 0 && (
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconUsersGroup size={16} />}>{t("space.team")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {[undefined, ...teams].map((team) => (
              <Menu.Item
                key={team?.id ?? "none"}
                rightSection={space.team === (team?.id ?? null) && <IconCheck size={16} />}
                onClick={() => session.attempt(session.teams.place(space.id, name, team))}
              >
                {team?.name ?? t("space.team.none")}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      )}
      <Menu.Item leftSection={<IconLock size={16} />} onClick={() => change({ locked: !locked })}>
        {t(locked ? "space.unlock" : "space.lock")}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconSpeakerphone size={16} />}
        onClick={() => change({ announcement: !announcement })}
      >
        {t(announcement ? "space.announcement.off" : "space.announcement.on")}
      </Menu.Item>
      {(["messages", "files"] as const).map((kind) => (
        <KeepMenu
          key={kind}
          kind={kind}
          days={space.retention[kind]}
          onChange={(days) => change({ retention: { ...space.retention, [kind]: days } })}
        />
      ))}
      <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => change({ archived: !archived })}>
        {t(archived ? "space.restore" : "space.archive")}
      </Menu.Item>
    </>
  );
}
