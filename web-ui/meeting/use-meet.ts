/** Meeting in a space: its meeting is joined where one runs, and begun where none does. */
import { useCallback } from "react";
import type { Person } from "../../appliance/people/index.ts";
import { useVideoDial } from "../calling/dial-with.ts";
import { useEntitlements, useSession } from "../parts/session-context.ts";
import { findMeeting } from "../store/running-meetings.ts";
import { useMeeting } from "./meeting-context.tsx";

/** One person is rung on all their devices, where one may call; several are shown that there is a meeting. */
export function useMeet(): (space: string, peer?: Person) => Promise<void> {
  const { meetings } = useSession();
  const { join } = useMeeting();
  const videoDial = useVideoDial();
  return useCallback(
    async (space, peer) => {
      const running = findMeeting(meetings.value, (meeting) => meeting.space === space);
      if (peer && videoDial && !running) await videoDial(peer.extension ?? peer.email, peer.name);
      else await join({ space });
    },
    [meetings, join, videoDial],
  );
}

/** Whether one may begin a meeting with one person; one that runs may be joined by all whom it is for. */
export function useMayMeet(): boolean {
  const { meetingSize } = useEntitlements();
  return useVideoDial() !== undefined || meetingSize > 0;
}
