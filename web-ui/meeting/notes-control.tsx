/** Opens the notes of the meeting that runs, beside which the stage becomes small. */
import "../text/boards.ts";
import { IconNotes } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { startMeetingNotes } from "../boards/meeting-notes.ts";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { maySpeak } from "../store/space-list.ts";
import { dateOf, t } from "../text/index.ts";
import { useMeetingTitle } from "./beside-call.ts";
import type { MeetingState } from "./client.ts";
import { Control } from "./control.tsx";

export function NotesControl(props: {
  meeting: MeetingState["meeting"];
  run: (action: () => Promise<void>) => void;
  onAside: () => void;
}) {
  const { meeting, run, onAside } = props;
  const session = useSession();
  const navigate = useNavigate();
  const name = useMeetingTitle(meeting);
  const space = useSignal(session.spaces.byId).get(meeting.space ?? "");
  if (!space || !maySpeak(space)) return null;
  const open = async () => {
    const { id, startedAt } = meeting;
    const board = await startMeetingNotes(session, {
      id,
      space: space.id,
      title: t("notes.of", { name, day: dateOf(startedAt) }),
    });
    onAside();
    await navigate({ to: "/space/$space/board/$board", params: { space: space.id, board } });
  };
  return (
    <Control label={t("notes.meeting")} onClick={() => run(open)}>
      <IconNotes size={22} />
    </Control>
  );
}
