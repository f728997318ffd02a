/** The stage: tiles of everybody, content in the middle when somebody shares, controls below. */
import { CopyButton, Tooltip } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { MeetingParticipant } from "../../appliance/meetings/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { MeetingClient, MeetingState } from "./client.ts";
import { useMeeting } from "./meeting-context.tsx";

export function MeetingStage() {
  const { client } = useMeeting();
  return client ? <Stage client={client} /> : null;
}

function Stage({ client }: { client: MeetingClient }) {
  const session = useSession();
  const state = useSignal(client.state);
  const spaces = useSignal(session.spaces);
  const [small, setSmall] = useState(false);
  const space = spaces.get(state.meeting.space);
  const title = space ? session.spaceName(space) : "";
  const presenter = state.meeting.participants.find(({ id, screen }) => screen && id !== state.self);
  const content = presenter && state.remote.get(presenter.id)?.screen;
  return (
    <section className={`stage ${small ? "small" : ""}`} aria-label={t("meeting.in", { name: title })}>
      <header className="stage-head">
        <h2 className="truncate">{title}</h2>
        <span className="secondary number">
          {t("meeting.count", { count: state.meeting.participants.length })}
        </span>
        <CopyButton value={state.meeting.number}>
          {({ copied, copy }) => (
            <Tooltip label={t("meeting.number.help")}>
              <button type="button" className="bare stage-number number" onClick={copy}>
                <IconPhone size={14} /> {copied ? t("action.copied") : state.meeting.number}
              </button>
            </Tooltip>
          )}
        </CopyButton>
        <button
          type="button"
          className="stage-control plain"
          aria-label={t(small ? "meeting.larger" : "meeting.smaller")}
          onClick={() => setSmall(!small)}
        >
          {small ? <IconArrowsMaximize size={18} /> : <IconArrowsMinimize size={18} />}
        </button>
      </header>
      <div className={`stage-body ${content ? "with-content" : ""}`}>
        {content && presenter && (
          <div className="tile content">
            <Video
              stream={content}
              label={t("meeting.screen.of", { name: presenter.name })}
              onHeight={(height) => client.show(presenter.id, "screen", height)}
            />
            <span className="tile-name">{t("meeting.screen.of", { name: presenter.name })}</span>
          </div>
        )}
        <div className="tiles" data-count={Math.min(state.meeting.participants.length, 9)}>
          {state.meeting.participants.map((participant) => (
            <Tile key={participant.id} participant={participant} state={state} client={client} />
          ))}
        </div>
      </div>
      {[...state.remote].map(([id, { audio }]) => audio && <Sound key={id} stream={audio} />)}
      <Problem error={state.error} />
      <Controls client={client} state={state} />
    </section>
  );
}

function Tile({
  participant,
  state,
  client,
}: {
  participant: MeetingParticipant;
  state: MeetingState;
  client: MeetingClient;
}) {
  const self = participant.id === state.self;
  const stream = self
    ? state.camera
    : participant.camera
      ? state.remote.get(participant.id)?.camera
      : undefined;
  const speaks = state.speakers[0] === participant.id;
  return (
    <div className={`tile ${speaks ? "speaks" : ""}`}>
      {stream ? (
        <Video
          stream={stream}
          label={participant.name}
          mirrored={self}
          onHeight={self ? undefined : (height) => client.show(participant.id, "camera", height)}
        />
      ) : (
        <PersonAvatar id={participant.personId ?? participant.id} name={participant.name} size="large" />
      )}
      <span className="tile-name">
        {(self ? !state.microphone : participant.muted) && (
          <IconMicrophoneOff size={14} aria-label={t("meeting.muted")} />
        )}
        {participant.kind === "phone" && <IconPhone size={14} aria-label={t("meeting.by.phone")} />}
        <span className="truncate">{self ? t("message.you") : participant.name}</span>
      </span>
    </div>
  );
}

function Video({
  stream,
  label,
  mirrored,
  onHeight,
}: {
  stream: MediaStream;
  label: string;
  mirrored?: boolean;
  /** Told when it changes: the height at which the picture is shown, in the screen's pixels; 0 when it is gone. */
  onHeight?: ((height: number) => void) | undefined;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const tell = useRef(onHeight);
  tell.current = onHeight;
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    const measure = () => tell.current?.(Math.round(video.clientHeight * devicePixelRatio));
    const observer = new ResizeObserver(measure);
    observer.observe(video);
    return () => {
      observer.disconnect();
      tell.current?.(0);
    };
  }, []);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={element}
      className={mirrored ? "mirrored" : ""}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}

function Sound({ stream }: { stream: MediaStream }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  // biome-ignore lint/a11y/useMediaCaption: a live voice has no captions yet
  return <audio ref={element} autoPlay />;
}

function Controls({ client, state }: { client: MeetingClient; state: MeetingState }) {
  const session = useSession();
  const run = useAction((action: () => Promise<void>) => action());
  const host = state.meeting.host === session.me.person.id;
  const [ending, setEnding] = useState(false);
  return (
    <>
      <Problem error={run.error} />
      <div className="stage-controls">
        <Control
          label={t(state.microphone ? "call.mute" : "call.unmute")}
          off={!state.microphone}
          onClick={() => client.mute(state.microphone)}
        >
          {state.microphone ? <IconMicrophone size={22} /> : <IconMicrophoneOff size={22} />}
        </Control>
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
        {ending && (
          <button type="button" className="stage-end" onClick={() => void run.run(() => client.end())}>
            {t("meeting.end")}
          </button>
        )}
        <Control
          label={t("meeting.leave")}
          bad
          onClick={() => {
            const alone = state.meeting.participants.length <= 1;
            if (!host || alone || ending) void client.leave();
            else setEnding(true);
          }}
        >
          <IconPhoneOff size={22} />
        </Control>
      </div>
    </>
  );
}

function Control(props: {
  label: string;
  on?: boolean;
  off?: boolean;
  bad?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const tone = props.bad ? "bad" : props.off ? "off" : props.on ? "on" : "";
  return (
    <Tooltip label={props.label}>
      <button
        type="button"
        className={`stage-control ${tone}`}
        aria-label={props.label}
        onClick={props.onClick}
      >
        {props.children}
      </button>
    </Tooltip>
  );
}
