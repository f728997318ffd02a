/** A space: its six activities, the conversation, and the panel beside it. */
import { Button, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconChalkboard,
  IconFiles,
  IconLock,
  IconMessage,
  IconPhone,
  IconStar,
  IconStarFilled,
  IconUsers,
  IconVideo,
} from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { useCommands } from "../actions/command-bus.ts";
import { api, call } from "../api/client.ts";
import { useDial, useVideoDial } from "../calling/dial-with.ts";
import { CareBar } from "../care/care-bar.tsx";
import { Composer } from "../conversation/composer.tsx";
import { JumpToDate } from "../conversation/jump-to-date.tsx";
import { MessageList } from "../conversation/message-list.tsx";
import { ThreadPanel } from "../conversation/thread-panel.tsx";
import { useUploads } from "../conversation/uploads.tsx";
import { useConversationControl } from "../conversation/use-handlers.tsx";
import { DeviceCheck } from "../meeting/device-check.tsx";
import { useMeeting } from "../meeting/meeting-context.tsx";
import { useMeet } from "../meeting/use-meet.ts";
import { usePageTitle } from "../parts/document-title.ts";
import { useFileDrop } from "../parts/file-drop.ts";
import { lazily } from "../parts/lazily.ts";
import { Problem } from "../parts/problem.tsx";
import { useEntitlements, useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import type { Conversation, MessageView } from "../store/conversation.ts";
import { findMeeting } from "../store/running-meetings.ts";
import type { SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";
import { maySpeak } from "../store/space-list.ts";
import { t } from "../text/index.ts";
import { FilesPanel } from "./files-panel.tsx";
import { MembersPanel } from "./members-panel.tsx";
import { SpaceMenu } from "./space-menu.tsx";
import { useBeside } from "./use-beside.ts";

const BoardsPanel = lazily(() => import("../boards/boards-panel.tsx"));

export function SpacePage() {
  const { space: id } = useParams({ from: "/app/shell/space/$space" });
  const session = useSession();
  const space = useSignal(session.spaces.byId).get(id);
  if (!space) return <div className="empty">{t("spaces.unknown")}</div>;
  return <OpenSpace key={id} space={space} />;
}

function OpenSpace({ space }: { space: SpaceView }) {
  const session = useSession();
  useSignal(session.people.byId);
  const name = session.spaces.nameOf(space) || t("spaces.locked");
  usePageTitle(t("nav.spaces"));
  const { client } = useMeeting();
  const startMeeting = useMeet();
  const running = findMeeting(useSignal(session.meetings), (meeting) => meeting.space === space.id);
  const dial = useDial();
  const videoDial = useVideoDial();
  const peer = space.peer ? session.people.byId.value.get(space.peer) : undefined;
  const meet = useAction(useCallback(() => startMeeting(space.id, peer), [startMeeting, space.id, peer]));
  const mayMeet = useEntitlements().meetingSize > 0 || running || (peer && videoDial);
  const { shown, toggle, openThread, close } = useBeside();
  const { panel, thread } = shown;
  const [jumping, setJumping] = useState(false);
  const uploads = useUploads(space.id);
  const { dropping, handlers: dropHandlers } = useFileDrop(maySpeak(space) ? uploads.add : undefined);
  const conversation = session.conversation(space.id);
  const control = useConversationControl(
    conversation,
    useCallback((message: MessageView) => openThread(message.id), [openThread]),
  );
  useLinkedMessage(conversation);

  useEffect(() => void session.spaces.loadMembers(space.id).catch(() => {}), [session, space.id]); // shown by the panel

  useCommands({
    "space.meet": mayMeet ? () => void meet.run() : undefined,
    "space.message": close,
    "space.call": peer && dial ? () => void dial(peer.extension ?? peer.email, peer.name) : undefined,
    "space.board": () => toggle("boards"),
    "space.people": () => toggle("people"),
    "space.files": () => toggle("files"),
    "space.write": () => document.querySelector<HTMLElement>(".space .composer textarea")?.focus(),
    "space.newest": () => void conversation.showNewest(),
    "space.date": () => setJumping(true),
    "space.favourite": () => session.attempt(session.spaces.mark(space.id, { favourite: !space.favourite })),
    "space.mute": () =>
      session.attempt(session.spaces.mark(space.id, { notify: space.notify === "none" ? null : "none" })),
    "space.read": () => void session.spaces.markRead(space.id),
    "space.close-panel": close,
  });
  return (
    <>
      <div className="space" {...dropHandlers}>
        <div className="space-head">
          <Link to="/" className="icon-button only-phone" aria-label={t("action.back")}>
            <IconArrowLeft size={20} />
          </Link>
          <div className="title">
            <h1 className="truncate">
              <bdi>{name}</bdi>
            </h1>
            <SpaceFacts space={space} />
          </div>
          <Favourite space={space} />
          <SpaceMenu space={space} name={name} onJump={() => setJumping(true)} />
          <nav className="activities" aria-label={t("space.activities")}>
            {mayMeet ? (
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
              pressed={!panel && !thread}
              onClick={close}
            />
            {peer && dial && (
              <Activity
                icon={<IconPhone size={20} />}
                label={t("space.call")}
                onClick={() => void dial(peer.extension ?? peer.email, peer.name)}
              />
            )}
            <Activity
              icon={<IconChalkboard size={20} />}
              label={t("space.board")}
              pressed={panel === "boards"}
              onClick={() => toggle("boards")}
            />
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
        </div>
        <div>
          {running && client?.state.value.meeting.id !== running.id && (
            <div className="meeting-bar" role="status">
              <IconVideo size={18} />
              {t("meeting.running", { count: running.participants.length })}
              <span>
                <DeviceCheck />
                <Button size="compact-md" loading={meet.running} onClick={() => meet.run()}>
                  {t("meeting.join")}
                </Button>
              </span>
            </div>
          )}
          <CareBar space={space.id} />
          <Problem error={meet.error} />
        </div>
        <MessageList
          space={space}
          conversation={conversation}
          name={name}
          beginning={<Beginning space={space} name={name} />}
          handlers={control.handlers}
        />
        <Composer
          space={space}
          conversation={conversation}
          label={t("composer.placeholder", { name })}
          control={control}
          uploads={uploads}
        />
        {dropping && <div className="drop-target">{t("composer.drop", { name })}</div>}
      </div>
      {panel === "people" && <MembersPanel space={space} onClose={close} />}
      {panel === "files" && <FilesPanel space={space} onClose={close} />}
      {panel === "boards" && (
        <Suspense>
          <BoardsPanel space={space.id} mayDraw={maySpeak(space)} onClose={close} />
        </Suspense>
      )}
      {thread && (
        <ThreadPanel
          key={thread}
          space={space}
          root={thread}
          rootHandlers={control.handlers}
          onClose={close}
        />
      )}
      {jumping && (
        <JumpToDate space={space.id} conversation={conversation} onClose={() => setJumping(false)} />
      )}
      {control.dialogs}
    </>
  );
}

/** Under the title: the team, the tags, and what is special about the space. */
function SpaceFacts({ space }: { space: SpaceView }) {
  const session = useSession();
  const { teams: store } = session;
  const team = useSignal(store.teams).get(space.team ?? "");
  useSignal(store.tags);
  const presence = useSignal(session.presence).get(space.peer ?? "");
  const busy = presence === "dnd" || presence === "call" || presence === "meeting";
  const facts = [
    busy && t(`presence.${presence}`),
    team?.name,
    space.locked && t("space.locked"),
    space.announcement && t("space.announcement"),
    space.guests && t("guest.space"),
    space.archived && t("space.archived"),
    ...store.tagsOn(space.id).map(({ name }) => `#${name}`),
  ].filter((fact) => fact);
  return facts.length > 0 ? <p className="secondary truncate">{facts.join(" · ")}</p> : null;
}

/** Shows what the address names: a message, and the thread it belongs to. */
function useLinkedMessage(conversation: Conversation): void {
  const session = useSession();
  const { message } = useSearch({ from: "/app/shell/space/$space" });
  const navigate = useNavigate();
  useEffect(() => {
    if (!message) return;
    const show = async () => {
      const found = (await call(api.messages[":id"].$get({ param: { id: message } }))).message;
      const { space, parent, seq } = found;
      const place = parent ? session.conversation(space, parent) : conversation;
      const shown = place.showAround(seq);
      const search = parent ? { thread: parent } : {};
      await navigate({ to: "/space/$space", params: { space }, search, replace: true });
      await shown;
    };
    show().catch(() => {}); // the message is gone or not ours to see: the conversation stays where it is
  }, [message, conversation, session, navigate]);
}

function Beginning({ space, name }: { space: SpaceView; name: string }) {
  return (
    <div className="space-begin">
      <h2>{t(space.kind === "direct" ? "space.start.direct" : "space.start", { name })}</h2>
      <p className="secondary">
        <IconLock size={14} /> {t("space.encrypted")}
      </p>
    </div>
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
      <span className="truncate">{props.label}</span>
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
        onClick={() => session.attempt(session.spaces.mark(space.id, { favourite: !space.favourite }))}
      >
        {space.favourite ? <IconStarFilled size={18} color="var(--ember)" /> : <IconStar size={18} />}
      </button>
    </Tooltip>
  );
}
