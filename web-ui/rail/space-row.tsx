/**
 * One space in the list: who or what it is, what waits in it, when it was last written in. Many stand below each other,
 * so a row is drawn anew only when it is another, and is a plain link: the router's own watches every navigation.
 */
import {
  IconAlertCircle,
  IconArchive,
  IconBellOff,
  IconFlagFilled,
  IconPencil,
  IconSpeakerphone,
  IconUserShare,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, type KeyboardEvent, type MouseEvent, memo } from "react";
import { pressed } from "../actions/own-keys.ts";
import { PersonAvatar, SpaceAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { usePointerRest } from "../parts/use-pointer-rest.ts";
import { useSignal } from "../store/signal.ts";
import type { SpaceView } from "../store/space-list.ts";
import { numberOf, t } from "../text/index.ts";

/** How a favourite is moved among the others. */
export interface Moving {
  onDrop(dragged: string): void;
  onMove(by: 1 | -1): void;
}

interface SpaceRowProps {
  space: SpaceView;
  name: string;
  flags: number;
  /** When it was last written in. */
  when: string;
  /** It is what one looks at. */
  open: boolean;
  onOpen: () => void;
  moving?: Moving;
}

export const SpaceRow = memo(({ space, name, flags, when, open, onOpen, moving }: SpaceRowProps) => {
  const session = useSession();
  const navigate = useNavigate();
  const presence = useSignal(session.presence).get(space.peer ?? "");
  const refused = [...useSignal(session.outbox.refused).values()].some(({ view }) => view.space === space.id);
  const draft = useSignal(session.marks.drafts).has(space.id);
  const prepare = () => session.prepare(space.id);
  const resting = usePointerRest(prepare);
  const onClick = (event: MouseEvent) => {
    onOpen();
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); // the browser's own way is for other tabs and windows
    prepare();
    void navigate({ to: "/space/$space", params: { space: space.id } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const command = moving && pressed(session.marks.shortcuts, "row", event);
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    moving.onMove(command === "row.up" ? -1 : 1);
  };
  const dragging = moving && {
    draggable: true,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData("text/space", space.id),
    onDragOver: (event: DragEvent) =>
      event.dataTransfer.types.includes("text/space") && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      moving.onDrop(event.dataTransfer.getData("text/space"));
    },
  };
  return (
    <a
      href={`/space/${space.id}`}
      className={`space-row ${space.unread > 0 ? "unread" : ""} ${space.archived ? "archived" : ""}`}
      data-status={open ? "active" : undefined}
      aria-current={open ? "page" : undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
      {...resting}
      {...dragging}
    >
      {space.peer ? (
        <PersonAvatar id={space.peer} name={name} presence={presence} />
      ) : (
        <SpaceAvatar id={space.id} />
      )}
      <span className="name truncate">
        <bdi>{name}</bdi>
      </span>
      {refused && <IconAlertCircle size={14} color="var(--bad)" aria-label={t("space.has.refused")} />}
      {draft && <IconPencil size={14} aria-label={t("space.has.draft")} />}
      {flags > 0 && <IconFlagFilled size={14} color="var(--warn)" aria-label={t("space.has.flags")} />}
      {space.notify === "none" && <IconBellOff size={14} aria-label={t("notify.none")} />}
      {space.announcement && <IconSpeakerphone size={14} aria-label={t("space.announcement")} />}
      {space.guests && <IconUserShare size={14} aria-label={t("guest.space")} />}
      {space.archived && <IconArchive size={14} aria-label={t("space.archived")} />}
      <Waiting space={space} when={when} />
    </a>
  );
});

function Waiting({ space, when }: Pick<SpaceRowProps, "space" | "when">) {
  if (space.unread === 0) return <span className="secondary number">{when}</span>;
  const loud = space.mentions > 0 || space.peer !== null;
  return (
    <>
      <span className={`count number ${loud ? "" : "quiet"}`} aria-hidden="true">
        {space.mentions > 0 && "@"}
        {space.unread > 99 ? `${numberOf(99)}+` : numberOf(space.unread)}
      </span>
      <span className="hidden-label">{t("spaces.unread", { count: space.unread })}</span>
    </>
  );
}
