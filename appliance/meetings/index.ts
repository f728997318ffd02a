/** Meetings of a space or out of calls: browsers by the SFU, telephones by the mixer. */
import type { Boards } from "../boards/index.ts";
import { Meetings } from "./meetings.ts";
import { MeetingRecords } from "./records.ts";
import { meetingRoutes } from "./routes.ts";
import type { MeetingsParts } from "./running-meetings.ts";
import { createMeetingsStore } from "./store.ts";

export type { HostControl } from "./controls.ts";
export type { MeetingErrorCode } from "./errors.ts";
export type { MeetingParticipant, MeetingView } from "./meeting.ts";
export type { Attendance, MeetingRecord } from "./records.ts";

export async function createMeetings(parts: Omit<MeetingsParts, "records"> & { boards: Boards }) {
  const records = new MeetingRecords({ ...parts, store: createMeetingsStore(parts.db.orm) });
  await records.recover();
  const meetings = new Meetings({ ...parts, records });
  parts.calling.addService({
    name: "meeting",
    forOutsiders: true,
    answersAt: (dialled) => (meetings.hasNumber(dialled) ? "Meeting" : undefined),
    groupOf: (dialled) => meetings.idOfNumber(dialled),
    take: (call) => meetings.takeCall(call),
  });
  return { meetings, routes: meetingRoutes(meetings, records), close: () => meetings.close() };
}
