import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const careErrors = errorTable({
  "desk-not-found": { http: 404, message: "This desk does not exist any more. Choose another." },
  "request-not-found": { http: 404, message: "This request does not exist, or you have no part in it." },
  "skill-not-found": { http: 404, message: "This desk does not answer for that any more. Choose again." },
  "space-not-alone": { http: 409, message: "Ask in a space of your own, in which nobody else is yet." },
  "requests-many": { http: 429, message: "You have many open requests. Mark those as solved that are." },
  "request-running": { http: 409, message: "There is an open request in this space already." },
  "request-taken": { http: 409, message: "Somebody else has taken this request." },
  "expert-needed": { http: 403, message: "Only somebody who was asked can do this." },
  "desk-invalid": {
    http: 400,
    message: "A desk needs experts who are people of the organisation, with skills of the desk.",
  },
});

export type CareErrorCode = ErrorCodeOf<typeof careErrors>;
