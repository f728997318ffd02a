import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const peopleErrors = errorTable({
  "already-set-up": { http: 409, message: "This appliance is set up already. Sign in instead." },
  "wrong-setup-code": {
    http: 403,
    message: "The set-up code is wrong. It is printed where the appliance was started.",
  },
  "sign-in-refused": { http: 401, message: "The e-mail address or the password is wrong." },
  "same-password": { http: 409, message: "This is your password already. Choose another one." },
  "signed-out": { http: 401, message: "You are signed out. Sign in to go on." },
  "role-needed": { http: 403, message: "Only an administrator can do this." },
  "email-taken": { http: 409, message: "Somebody with this e-mail address exists already." },
  "extension-taken": { http: 409, message: "Another person has this extension." },
  "person-not-found": { http: 404, message: "This person is not in the organisation." },
  "invitation-over": { http: 410, message: "This invitation was used or has expired. Ask for a new one." },
  "last-administrator": { http: 409, message: "The organisation needs at least one active administrator." },
  "staff-only": { http: 403, message: "Guests cannot do this. Ask somebody of the organisation." },
  "calling-not-included": {
    http: 403,
    message: "Calling is not part of your offer. Ask an administrator for it.",
  },
  "video-not-included": {
    http: 403,
    message: "Pictures in calls are not part of your offer. Ask an administrator for them.",
  },
  "meetings-not-included": {
    http: 403,
    message: "Meetings are not part of your offer. Ask an administrator for them.",
  },
  "guests-forbidden": {
    http: 403,
    message: "Guests from this address are not allowed here. An administrator decides which are.",
  },
  "too-many-invitations": { http: 429, message: "That is many invitations. Wait a while before the next." },
  "guest-ended": {
    http: 403,
    message: "An administrator ended this guest's access. Ask them to prolong it.",
  },
  "guest-role": { http: 409, message: "A guest becomes a member of the organisation as a user first." },
  "place-role": { http: 409, message: "A place is no person: it has no role, and nobody signs in as it." },
  "list-unreadable": {
    http: 400,
    message: "The list cannot be read. It needs to be a CSV file with a header.",
  },
  "session-not-found": { http: 404, message: "This session has ended already." },
});

export type PeopleErrorCode = ErrorCodeOf<typeof peopleErrors>;
