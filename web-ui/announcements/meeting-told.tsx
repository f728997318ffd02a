/** Who comes into one's meeting and who goes. */
import { useEffect } from "react";
import type { MeetingClient } from "../meeting/client.ts";
import { useMeeting } from "../meeting/meeting-context.tsx";
import { t } from "../text/index.ts";
import type { Announcer } from "./announcer.ts";

export function MeetingTold({ announcer }: { announcer: Announcer }) {
  const { client } = useMeeting();
  useEffect(() => (client ? tell(client, announcer) : undefined), [client, announcer]);
  return null;
}

function tell({ state }: MeetingClient, announcer: Announcer): () => void {
  const others = () => {
    const { meeting, self } = state.value;
    return new Map(meeting.participants.filter(({ id }) => id !== self).map(({ id, name }) => [id, name]));
  };
  let here = others();
  announcer.say("meeting", t("announced.meeting.joined"));
  const stop = state.subscribe(() => {
    if (state.value.phase === "left") return;
    const now = others();
    for (const [id, name] of now)
      if (!here.has(id))
        announcer.say("meeting joins", t("announced.meeting.joins", { name }), (count) =>
          t("announced.meeting.join.many", { count }),
        );
    for (const [id, name] of here)
      if (!now.has(id))
        announcer.say("meeting leaves", t("announced.meeting.leaves", { name }), (count) =>
          t("announced.meeting.leave.many", { count }),
        );
    here = now;
  });
  return () => {
    stop();
    announcer.say("meeting", t("announced.meeting.left"));
  };
}
