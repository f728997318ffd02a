import { errorTable } from "../platform/index.ts";

export const meetingErrors = errorTable({
  "meeting-not-found": { http: 404, sip: 404, message: "This meeting has ended." },
  "meeting-full": { http: 409, sip: 486, message: "This meeting is full." },
  "meetings-not-included": {
    http: 403,
    message: "Meetings are not part of your offer. Ask an administrator for them.",
  },
  "host-needed": { http: 403, message: "Only the host can end the meeting for everybody." },
});
