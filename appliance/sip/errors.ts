import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const sipErrors = errorTable({
  "too-many-devices": { http: 409, message: "A person may have ten phones. Remove one first." },
  "device-not-found": { http: 404, message: "There is no such phone." },
});

export type SipErrorCode = ErrorCodeOf<typeof sipErrors>;
