/** A space: its six activities, the conversation, and the panel beside it. */
import { Button, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconFiles,
  IconMessage,
  IconPhone,
  IconStar,
  IconStarFilled,
  IconUsers,
  IconVideo,
} from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { type DragEvent, type ReactNode, useCallback, useEffect, useState } from "react";
import { usePhone } from "../calling/phone-context.tsx";
import { useMeeting } from "../meeting/meeting-context.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { MessageView } from "../store/conversation.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { Composer } from "./composer.tsx";
import { FilesPanel } from "./files-panel.tsx";
import { MembersPanel } from "./members-panel.tsx";
import { MessageList } from "./message-list.tsx";
import { useUploads } from "./uploads.tsx";

type Panel = "people" | "files";

export function SpacePage() {
  const { space: id } = useParams({ from: "/app/shell/space/$space" });
  const session = useSession();
  const space = useSignal(session.spaces).get(id);
  if (!space) return <div className="empty">{t("spaces.pick")}</div>;
  return <OpenSpace key={id} space={space} />;
}

function OpenSpace({ space }: { space: SpaceView }) {
  const session = useSession();
  useSignal(session.people);
  const name = session.spaceName(space) || t("spaces.locked");
  const { client, join } = useMeeting();
  const running = useSignal(session.meetings).get(space.id);
  const meet = useAction(useCallback(() => join(space.id), [join, space.id]));
  const phone = usePhone();
  const peer = space.peer ? session.people.value.get(space.peer) : undefined;
  const [panel, setPanel] = useState<Panel>();
  const [editing, setEditing] = useState<MessageView>();
  const [deleting, setDeleting] = useState<MessageView>();
  const [dropping, setDropping] = useState(false);
  const uploads = useUploads(space.id);
  const conversation = session.conversation(space.id);

  useEffect(() => void session.loadMembers(space.id).catch(() => {}), [session, space.id]); // shown by the panel

  const stopEditing = useCallback(() => setEditing(undefined), []);
  const onEdit = useCallback((message: MessageView) => setEditing(message), []);
  const onDelete = useCallback((message: MessageView) => setDeleting(message), []);
  const onRetry = useCallback((message: MessageView) => conversation.retry(message.id), [conversation]);
  const editLast = () => {
    const own = conversation.state.value.messages.filter(
      ({ author, content, state }) =>
        author === session.me.person.id && typeof content !== "string" && state === "sent",
    );
    setEditing(own.at(-1));
  };
  const toggle = (wanted: Panel) => setPanel(panel === wanted ? undefined : wanted);
  const onDrag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setDropping(event.type === "dragover");
    if (event.type === "drop") uploads.add([...event.dataTransfer.files]);
  };

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files may also be attached by button */}
      <div className="space" onDragOver={onDrag} onDragLeave={onDrag} onDrop={onDrag}>
        <header className="space-head">
          <Link to="/" className="icon-button only-phone" aria-label={t("action.back")}>
            <IconArrowLeft size={20} />
          </Link>
          <div className="title">
            <h1 className="truncate">{name}</h1>
          </div>
          <Favourite space={space} />
          <nav className="activities" aria-label={t("space.activities")}>
            {session.me.entitlements.meetingSize > 0 || running ? (
              <Activity
                icon={<IconVideo size={20} />}
                label={t("space.meet")}
                primary
                onClick={() => void meet.run()}
              />
            ) : null}
            <Activity
              icon={<IconMessage size={20} />}
              label={t("space.message")}
              pressed={!panel}
              onClick={() => setPanel(undefined)}
            />
            {peer && phone && (
              <Activity
                icon={<IconPhone size={20} />}
                label={t("space.call")}
                onClick={() => void phone.dial(peer.extension ?? peer.email, peer.name)}
              />
            )}
            <Activity
              icon={<IconUsers size={20} />}
              label={t("space.members")}
              pressed={panel === "people"}
              onClick={() => toggle("people")}
            />
            <Activity
              icon={<IconFiles size={20} />}
              label={t("space.files")}
              pressed={panel === "files"}
              onClick={() => toggle("files")}
            />
          </nav>
        </header>
        <div>
          {running && client?.state.value.meeting.id !== running.id && (
            <div className="meeting-bar" role="status">
              <IconVideo size={18} />
              {t("meeting.running", { count: running.participants.length })}
              <Button size="compact-md" loading={meet.running} onClick={() => meet.run()}>
                {t("meeting.join")}
              </Button>
            </div>
          )}
          <Problem error={meet.error} />
        </div>
        <MessageList space={space} name={name} onEdit={onEdit} onDelete={onDelete} onRetry={onRetry} />
        <Composer
          space={space.id}
          name={name}
          editing={editing}
          onStopEditing={stopEditing}
          onEditLast={editLast}
          uploads={uploads}
        />
        {dropping && <div className="drop-target">{t("composer.drop", { name })}</div>}
      </div>
      {panel === "people" && <MembersPanel space={space} onClose={() => setPanel(undefined)} />}
      {panel === "files" && <FilesPanel space={space} onClose={() => setPanel(undefined)} />}
      {deleting && (
        <Confirm
          title={t("message.delete")}
          question={t("message.delete.confirm")}
          action={async () => {
            await conversation.delete(deleting.id);
            setDeleting(undefined);
          }}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

export function Activity(props: {
  icon: ReactNode;
  label: string;
  pressed?: boolean;
  primary?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={`activity ${props.primary ? "primary" : ""}`}
      aria-pressed={props.pressed}
      onClick={props.onClick}
    >
      {props.icon}
      {props.label}
    </button>
  );
}

function Favourite({ space }: { space: SpaceView }) {
  const session = useSession();
  const label = t(space.favourite ? "space.unfavourite" : "space.favourite");
  return (
    <Tooltip label={label}>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        aria-pressed={space.favourite}
        onClick={() => void session.setFavourite(space.id, !space.favourite)}
      >
        {space.favourite ? <IconStarFilled size={18} color="var(--ember)" /> : <IconStar size={18} />}
      </button>
    </Tooltip>
  );
}
