/** One participant on the stage, and what plays their picture and sound. */
import { IconMicrophoneOff, IconPhone } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { MeetingParticipant } from "../../appliance/meetings/index.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import type { MeetingClient, MeetingState } from "./client.ts";
import { deviceChoice } from "./devices.ts";
import { ParticipantMenu } from "./host-menu.tsx";

/** Large beside the others, or small over them; otherwise one of many. */
export type TilePlace = "" | "prominent" | "corner";

export function Tile({
  participant,
  state,
  client,
  place,
}: {
  participant: MeetingParticipant;
  state: MeetingState;
  client: MeetingClient;
  place: TilePlace;
}) {
  const session = useSession();
  const self = participant.id === state.self;
  const stream = self
    ? state.camera
    : participant.camera
      ? state.remote.get(participant.id)?.camera
      : undefined;
  const speaks = state.speakers[0] === participant.id;
  return (
    <div className={`tile ${speaks ? "speaks" : ""} ${place}`}>
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
      {!self && !state.meeting.call && state.meeting.host === session.me.person.id && (
        <ParticipantMenu client={client} participant={participant} />
      )}
      <span className="tile-name">
        {!state.meeting.call && (self ? !state.microphone : participant.muted) && (
          <IconMicrophoneOff size={14} aria-label={t("meeting.muted")} />
        )}
        {participant.kind === "phone" && <IconPhone size={14} aria-label={t("meeting.by.phone")} />}
        <span className="truncate">{self ? t("message.you") : participant.name}</span>
      </span>
    </div>
  );
}

export function Video({
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

export function Sound({ stream }: { stream: MediaStream }) {
  const element = useRef<HTMLAudioElement>(null);
  const { speaker = "" } = useSignal(deviceChoice);
  useEffect(() => {
    // A speaker that is gone leaves the system's; browsers without a choice have no such method.
    void element.current?.setSinkId?.(speaker).catch(() => {});
  }, [speaker]);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  // biome-ignore lint/a11y/useMediaCaption: a live voice has no captions yet
  return <audio ref={element} autoPlay />;
}
