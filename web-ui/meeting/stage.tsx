/** The stage: everybody in a grid, or who speaks with the others beside; content in the middle when somebody shares. */
import { CopyButton, Tooltip } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconLayoutGrid,
  IconLayoutSidebarRight,
  IconLock,
  IconPhone,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { MeetingParticipant, MeetingView } from "../../appliance/meetings/index.ts";
import { Problem } from "../parts/problem.tsx";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { useMeetingTitle } from "./beside-call.ts";
import { CaptionMenu, Captions, CaptionWriter, useCaptions } from "./captions.tsx";
import type { MeetingClient, MeetingState } from "./client.ts";
import { Controls } from "./controls.tsx";
import { useMeeting } from "./meeting-context.tsx";
import { Sound, Tile, type TilePlace, Video } from "./tile.tsx";

/** Controls hide after this long without a hand on the mouse or the keys. */
const restAfter = 3000;

export function Stage({ client }: { client: MeetingClient }) {
  const state = useSignal(client.state);
  const { small, setSmall } = useMeeting();
  const [layout, setLayout] = useState<"grid" | "speaker">("grid");
  const rests = useRest();
  const title = useMeetingTitle(state.meeting);
  const lines = useCaptions(client);
  const [captioned, setCaptioned] = useState(true);
  const [writing, setWriting] = useState(false);
  const beside = state.meeting.call !== undefined;
  return (
    <section
      // Whoever shows their screen goes on seeing that they do.
      className={`stage ${small ? "small" : ""} ${rests && !state.screen ? "rests" : ""}`}
      aria-label={t(beside ? "call.pictures" : "meeting.in", { name: title })}
    >
      <header className="stage-head">
        <h2 className="truncate">{title}</h2>
        {state.meeting.locked && <IconLock size={16} aria-label={t("meeting.locked")} />}
        {!beside && <MeetingFacts meeting={state.meeting} />}
        <span className="stage-views">
          <CaptionMenu shown={captioned} onShow={setCaptioned} writing={writing} onWrite={setWriting} />
          {!small && (
            <button
              type="button"
              className="stage-control plain"
              aria-label={t(layout === "grid" ? "meeting.layout.speaker" : "meeting.layout.grid")}
              onClick={() => setLayout(layout === "grid" ? "speaker" : "grid")}
            >
              {layout === "grid" ? <IconLayoutSidebarRight size={18} /> : <IconLayoutGrid size={18} />}
            </button>
          )}
          <button
            type="button"
            className="stage-control plain"
            aria-label={t(small ? "meeting.larger" : "meeting.smaller")}
            onClick={() => setSmall(!small)}
          >
            {small ? <IconArrowsMaximize size={18} /> : <IconArrowsMinimize size={18} />}
          </button>
        </span>
      </header>
      <Body client={client} state={state} layout={layout} />
      {captioned && lines.length > 0 && <Captions lines={lines} />}
      {writing && <CaptionWriter client={client} onDone={() => setWriting(false)} />}
      {[...state.remote].map(([id, { audio }]) => audio && <Sound key={id} stream={audio} />)}
      <Problem error={state.error} />
      <Controls client={client} state={state} onAside={() => setSmall(true)} />
    </section>
  );
}

/** How many are here, and the number by which telephones join. */
function MeetingFacts({ meeting: { participants, number } }: { meeting: MeetingView }) {
  return (
    <>
      <span className="secondary number">{t("meeting.count", { count: participants.length })}</span>
      <CopyButton value={number}>
        {({ copied, copy }) => (
          <Tooltip label={t("meeting.number.help")}>
            <button type="button" className="bare stage-number number" onClick={copy}>
              <IconPhone size={14} /> {copied ? t("action.copied") : number}
            </button>
          </Tooltip>
        )}
      </CopyButton>
    </>
  );
}

function Body({
  client,
  state,
  layout,
}: {
  client: MeetingClient;
  state: MeetingState;
  layout: "grid" | "speaker";
}) {
  const { participants } = state.meeting;
  const presenter = participants.find(({ id, screen }) => screen && id !== state.self);
  const content = presenter && state.remote.get(presenter.id)?.screen;
  const self = participants.find(({ id }) => id === state.self);
  const others = participants.filter(({ id }) => id !== state.self);
  const prominent = content || layout === "grid" ? undefined : whoIsProminent(state, others);
  // Tiles keep their place in the document whatever the layout: a picture that moved there would go dark.
  const tile = (participant: MeetingParticipant, place: TilePlace = "") => (
    <Tile key={participant.id} participant={participant} state={state} client={client} place={place} />
  );
  return (
    <div className={`stage-body ${content || prominent ? "with-content" : ""}`}>
      {content && presenter && (
        <div className="tile content prominent">
          <Video
            stream={content}
            label={t("meeting.screen.of", { name: presenter.name })}
            onHeight={(height) => client.show(presenter.id, "screen", height)}
          />
          <span className="tile-name">{t("meeting.screen.of", { name: presenter.name })}</span>
        </div>
      )}
      <div className="tiles" data-count={Math.min(others.length || 1, 10)}>
        {others.map((participant) => tile(participant, participant === prominent ? "prominent" : ""))}
        {self && others.length === 0 && tile(self)}
      </div>
      {self && others.length > 0 && tile(self, "corner")}
    </div>
  );
}

/** Who speaks loudest, of the others; who came first while nobody does. */
function whoIsProminent(
  { speakers }: MeetingState,
  others: readonly MeetingParticipant[],
): MeetingParticipant | undefined {
  const [loudest] = speakers.flatMap((id) => others.find((participant) => participant.id === id) ?? []);
  return loudest ?? others[0];
}

/** Whether nothing was moved or pressed for a while. */
function useRest(): boolean {
  const [rests, setRests] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = () => {
      setRests(false);
      clearTimeout(timer);
      timer = setTimeout(() => setRests(true), restAfter);
    };
    const signs = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
    for (const sign of signs) addEventListener(sign, wake);
    wake();
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, wake);
    };
  }, []);
  return rests;
}
