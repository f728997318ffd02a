/** Meetings of a space or out of calls: browsers by the SFU, telephones by the mixer. */
import { Meetings, type MeetingsParts } from "./meetings.ts";
import { meetingRoutes } from "./routes.ts";

export type { HostControl } from "./controls.ts";
export type { MeetingErrorCode } from "./errors.ts";
export type { MeetingParticipant, MeetingView } from "./meeting.ts";

export function createMeetings(parts: MeetingsParts) {
  const meetings = new Meetings(parts);
  parts.calling.addService({
    name: "meeting",
    forOutsiders: true,
    answersAt: (dialled) => (meetings.hasNumber(dialled) ? "Meeting" : undefined),
    groupOf: (dialled) => meetings.idOfNumber(dialled),
    take: (call) => meetings.takeCall(call),
  });
  return { meetings, routes: meetingRoutes(meetings), close: () => meetings.close() };
}
