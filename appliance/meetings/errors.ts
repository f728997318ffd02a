import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const meetingErrors = errorTable({
  "meeting-not-found": { http: 404, sip: 404, message: "This meeting has ended." },
  "meeting-full": { http: 409, sip: 486, message: "This meeting is full." },
  "host-needed": { http: 403, message: "Only the host can do this." },
  "meeting-locked": { http: 403, sip: 403, message: "The host has locked this meeting." },
  expelled: { http: 403, sip: 403, message: "The host has removed you from this meeting." },
  "participant-gone": { http: 404, message: "They have left the meeting." },
  "host-must-be-a-person": {
    http: 409,
    message: "A telephone cannot be the host. Choose somebody at a browser.",
  },
  "host-stays": { http: 409, message: "The host cannot be removed. Make somebody else the host first." },
});

export type MeetingErrorCode = ErrorCodeOf<typeof meetingErrors>;
